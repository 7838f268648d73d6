package io.bindery.router.policy;

/**
 * What becomes of objects at the root of a bucket, in no folder. A package of their folder would be
 * one of the whole bucket.
 */
public enum RootRule {
  /** They never count. */
  IGNORE,
  /** Their batch is announced, and not packaged by this service. */
  ANNOUNCE,
  /** Their batch is announced, and the whole bucket packaged. */
  PACKAGE
}
