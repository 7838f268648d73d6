package io.bindery.packager.registry;

import io.bindery.quilt.manifest.TopHash;
import java.time.Instant;
import java.util.Optional;

/**
 * A pointer as it was read.
 *
 * @param topHash the revision that it leads to
 * @param etag what a write must find there if it is to replace just this
 * @param marked whether Bindery let it lead there, as its mark says
 * @param writtenAt when it was written, to the second
 */
public record Pointer(TopHash topHash, String etag, boolean marked, Optional<Instant> writtenAt) {}
