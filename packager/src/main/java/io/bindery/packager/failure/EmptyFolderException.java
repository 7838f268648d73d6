package io.bindery.packager.failure;

import java.io.Serial;

/** A folder holds nothing that a package could hold: markers of folders at most. */
public final class EmptyFolderException extends PackagingException {
  @Serial private static final long serialVersionUID = 1L;

  /**
   * @param message which folder, and the way out
   */
  public EmptyFolderException(String message) {
    super(message, FailureReason.CONTENT, null);
  }
}
