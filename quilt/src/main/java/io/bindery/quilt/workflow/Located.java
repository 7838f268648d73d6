package io.bindery.quilt.workflow;

import io.bindery.quilt.s3.S3Uri;

/**
 * A file of a registry's rules, with the place that manifests record.
 *
 * @param uri with the version that was read, if its bucket has versions
 */
public record Located<T>(S3Uri uri, T value) {}
