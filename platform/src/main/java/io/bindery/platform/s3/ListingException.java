package io.bindery.platform.s3;

import java.io.Serial;

/**
 * A listing does not get on: it lists again what it has listed, or does not say where it goes on.
 * To follow it would take for ever, and to stop would lose objects in silence.
 */
public final class ListingException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  ListingException(String message) {
    super(message);
  }
}
