package io.bindery.packager.assembly;

import io.bindery.packager.content.ObjectVersion;
import io.bindery.protocol.name.LogicalKey;

/**
 * An object that belongs into the package.
 *
 * @param key where it will be in the package
 * @param version where its bytes are
 * @param mayHaveSha256 false if the listing says that S3 keeps no SHA-256 of it
 */
record ListedObject(LogicalKey key, ObjectVersion version, boolean mayHaveSha256) {}
