package io.bindery.platform.bus;

import java.io.Serial;

/** The service took the call but refused this entry, or so much waits that it was not asked. */
public final class BusException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean passing;

  BusException(String message) {
    this(message, true);
  }

  private BusException(String message, boolean passing) {
    super(message);
    this.passing = passing;
  }

  static BusException refused(
      String service, String what, String code, String reason, boolean passing) {
    return new BusException(
        "%s refused %s: %s (%s)".formatted(service, what, reason, code), passing);
  }

  /** Whether the same entry may be accepted later: it was not the entry that was wrong. */
  public boolean isPassing() {
    return passing;
  }
}
