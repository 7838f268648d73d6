package io.bindery.platform.bus;

import io.bindery.platform.aws.Trouble;
import java.io.Serial;

/** The service took the call but refused this entry, or so much waits that it was not asked. */
public final class BusException extends RuntimeException implements Trouble.Told {
  @Serial private static final long serialVersionUID = 1L;

  private final Trouble trouble;

  /** It may be taken a moment later. */
  BusException(String message) {
    this(message, Trouble.PASSING);
  }

  private BusException(String message, Trouble trouble) {
    super(message);
    this.trouble = trouble;
  }

  /**
   * Of one entry of a call.
   *
   * @param senderFault whether the service says that the entry itself is wrong
   */
  static BusException refused(
      String service, String what, String code, String reason, boolean senderFault) {
    return new BusException(
        "%s refused %s: %s (%s)".formatted(service, what, reason, code),
        Trouble.ofEntry(code, senderFault));
  }

  @Override
  public Trouble trouble() {
    return trouble;
  }
}
