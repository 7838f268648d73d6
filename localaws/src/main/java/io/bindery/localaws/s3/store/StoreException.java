package io.bindery.localaws.s3.store;

import java.io.IOException;
import java.io.Serial;

/** The disk does not take or give what it should; the client may try again. */
public final class StoreException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  public StoreException(IOException cause) {
    super(cause.toString(), cause);
  }
}
