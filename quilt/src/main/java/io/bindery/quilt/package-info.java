/**
 * Quilt's package format as a library: {@link io.bindery.quilt.name names}, {@link
 * io.bindery.quilt.s3 S3 URIs}, {@link io.bindery.quilt.checksum checksums}, {@link
 * io.bindery.quilt.json JSON as Python writes it}, {@link io.bindery.quilt.manifest manifests and
 * their top hash}, {@link io.bindery.quilt.workflow workflow rules} and {@link
 * io.bindery.quilt.ignore ignore files}. Byte for byte as quilt3 makes them. It reads and writes
 * streams that it is given, and knows no network.
 *
 * <p>Source: <a href="https://github.com/quiltdata/quilt">quilt3</a> and its golden vectors, made
 * by running it; where this library differs, {@code docs/quilt-differences.md} says so.
 */
package io.bindery.quilt;
