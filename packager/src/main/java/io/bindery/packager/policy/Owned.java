package io.bindery.packager.policy;

/** What becomes of a package that nobody ordered if its newest revision is somebody else's. */
public enum Owned {
  /** It is told what the package would be, and somebody decides. */
  SUGGEST,
  /** A revision is made on top. */
  REVISE,
  /** The job fails. */
  REFUSE
}
