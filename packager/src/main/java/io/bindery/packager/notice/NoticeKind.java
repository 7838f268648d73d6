package io.bindery.packager.notice;

/** What a notice can be about. */
public enum NoticeKind {
  /** A new revision is in its registry. */
  SUCCESS,
  /** A job was given up. */
  FAILURE,
  /** A package is in quarantine. */
  QUARANTINE
}
