package io.bindery.packager.notice;

/** How a notice is worded. */
public enum NoticeForm {
  /** For people, to every subscriber. */
  TEXT,
  /** For programs, to every subscriber. */
  JSON,
  /** For people to subscribers by e-mail, for programs to the others. */
  BOTH
}
