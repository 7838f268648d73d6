package io.bindery.packager.lineage;

import java.io.Serial;

/** An event was not taken. The message says why, for people, and holds no secret. */
final class NotTakenException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean lasts;

  private NotTakenException(String message, boolean lasts) {
    super(message);
    this.lasts = lasts;
  }

  /** It may be taken later. */
  static NotTakenException passing(String message) {
    return new NotTakenException(message, false);
  }

  /** It is never taken as it is. */
  static NotTakenException lasting(String message) {
    return new NotTakenException(message, true);
  }

  boolean lasts() {
    return lasts;
  }
}
