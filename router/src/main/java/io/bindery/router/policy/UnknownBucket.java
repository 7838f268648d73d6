package io.bindery.router.policy;

/** What becomes of a notice of a bucket that has no policy. */
public enum UnknownBucket {
  /** It goes to the dead-letter queue, with the reason. */
  REJECT,
  /** The bucket is batched by the default policy. */
  DEFAULT_POLICY,
  /** It is dropped, and counted: nobody wants it. */
  IGNORE
}
