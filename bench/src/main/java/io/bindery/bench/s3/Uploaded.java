package io.bindery.bench.s3;

/**
 * An object of the benchmark's S3 that has come to be.
 *
 * @param key of it
 * @param size in bytes
 * @param version its id
 * @param etag without quotes
 */
public record Uploaded(String key, long size, String version, String etag) {}
