package io.bindery.router.intake;

import java.io.Serial;

/** A notice speaks of a bucket that has no policy. */
final class UnknownBucketException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  UnknownBucketException(String bucket) {
    super(
        ("Bucket %s is not watched: add it to bindery.router.buckets and send this notice again, or"
                + " stop sending its notices here.")
            .formatted(bucket));
  }
}
