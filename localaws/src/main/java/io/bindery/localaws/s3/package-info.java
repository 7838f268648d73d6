/**
 * S3: S3Mock in a JVM of its own, and what it lacks: events, notifications, ordered writes.
 *
 * <p>What neither has: authentication; checksums on CopyObject and UploadPartCopy; speed in large
 * buckets (S3Mock slows down as keys grow into the thousands). A bucket's configuration for
 * functions is refused.
 */
package io.bindery.localaws.s3;
