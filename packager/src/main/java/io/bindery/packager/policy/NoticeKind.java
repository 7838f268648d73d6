package io.bindery.packager.policy;

/** What a notice can be about. */
public enum NoticeKind {
  /** A new revision is in its registry. */
  SUCCESS,
  /** A job was given up. */
  FAILURE,
  /** A package is in quarantine. */
  QUARANTINE,
  /** A package waits for somebody's decision. */
  SUGGESTION
}
