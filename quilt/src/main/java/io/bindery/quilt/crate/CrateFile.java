package io.bindery.quilt.crate;

import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.s3.S3Uri;

/**
 * A file that a crate lists, or the crate itself.
 *
 * @param location with a version, if the crate names one
 */
public record CrateFile(LogicalKey key, S3Uri location) {}
