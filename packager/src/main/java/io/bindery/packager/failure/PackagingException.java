package io.bindery.packager.failure;

import java.io.Serial;

/**
 * A package could not be made or read. The message names the object or place concerned and says
 * what is wrong in words for the person who can fix it.
 */
public class PackagingException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean passing;

  private PackagingException(String message, boolean passing, Throwable cause) {
    super(message, cause);
    this.passing = passing;
  }

  /** A kind of failure that stays until somebody changes something. */
  protected PackagingException(String message, Throwable cause) {
    this(message, false, cause);
  }

  /** It stays wrong until somebody changes something. */
  public static PackagingException lasting(String message) {
    return new PackagingException(message, false, null);
  }

  /** It stays wrong until somebody changes something. */
  public static PackagingException lasting(String message, Throwable cause) {
    return new PackagingException(message, false, cause);
  }

  /** It may be gone when tried again. */
  public static PackagingException passing(String message, Throwable cause) {
    return new PackagingException(message, true, cause);
  }

  /** It may be gone when tried again. */
  public static PackagingException passing(String message) {
    return new PackagingException(message, true, null);
  }

  /** Whether it may be gone when tried again. */
  public final boolean isPassing() {
    return passing;
  }
}
