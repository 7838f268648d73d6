package io.bindery.platform.bus;

import java.io.Serial;

/** EventBridge took the call but refused the event. */
public final class BusException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  BusException(BusEvent event, String code, String reason) {
    super(
        "EventBridge refused event %s for bus %s: %s (%s)"
            .formatted(event.detailType(), event.bus(), reason, code));
  }
}
