package io.bindery.platform.bus;

import java.io.Serial;

/** The service took the call but refused this entry, or so much waits that it was not asked. */
public final class BusException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BusException(String message) {
    super(message);
  }

  static BusException refused(String service, String what, String code, String reason) {
    return new BusException("%s refused %s: %s (%s)".formatted(service, what, reason, code));
  }
}
