package io.bindery.packager.browse;

import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.failure.PackagingException;
import java.io.Serial;

/** The settings do not allow to look at something. */
public final class NotAllowedException extends PackagingException {
  @Serial private static final long serialVersionUID = 1L;

  NotAllowedException(String message) {
    super(message, FailureReason.NO_RIGHT, null);
  }
}
