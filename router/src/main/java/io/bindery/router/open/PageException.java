package io.bindery.router.open;

import java.io.Serial;

/** A page was asked for that is none; the message is for whoever asked. */
public final class PageException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  PageException(String message) {
    super(message);
  }
}
