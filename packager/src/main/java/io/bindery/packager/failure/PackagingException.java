package io.bindery.packager.failure;

import java.io.Serial;
import java.util.Optional;

/**
 * A package could not be made or read. The message names the object or place concerned and says
 * what is wrong in words for the person who can fix it.
 */
public class PackagingException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean passing;
  private final FailureReason reason;
  private final transient Optional<String> waitingFor;

  private PackagingException(
      String message,
      boolean passing,
      FailureReason reason,
      Optional<String> waitingFor,
      Throwable cause) {
    super(message, cause);
    this.passing = passing;
    this.reason = reason;
    this.waitingFor = waitingFor;
  }

  private PackagingException(String message, boolean passing, Throwable cause) {
    this(
        message,
        passing,
        FailureReason.of(cause).orElse(passing ? FailureReason.CHANGED : FailureReason.CONTENT),
        Optional.empty(),
        cause);
  }

  /** A kind of failure that stays until somebody changes something. */
  protected PackagingException(String message, FailureReason reason, Throwable cause) {
    this(message, false, reason, Optional.empty(), cause);
  }

  /** It stays wrong until somebody changes something. */
  public static PackagingException lasting(String message) {
    return new PackagingException(message, false, null);
  }

  /** It stays wrong until somebody changes something. */
  public static PackagingException lasting(String message, Throwable cause) {
    return new PackagingException(message, false, cause);
  }

  /** An object that is asked for is not there: it stays wrong until somebody uploads it. */
  public static PackagingException notFound(String message) {
    return new PackagingException(message, false, FailureReason.NOT_FOUND, Optional.empty(), null);
  }

  /** Nobody expected it: it stays wrong until somebody looks at the program. */
  static PackagingException unexpected(String message, Throwable cause) {
    return new PackagingException(
        message, false, FailureReason.UNEXPECTED, Optional.empty(), cause);
  }

  /** What is packaged, or its registry, changed meanwhile: it may be gone when tried again. */
  public static PackagingException changed(String message, Throwable cause) {
    return new PackagingException(message, true, FailureReason.CHANGED, Optional.empty(), cause);
  }

  /** It may be gone when tried again. */
  public static PackagingException passing(String message, Throwable cause) {
    return new PackagingException(message, true, cause);
  }

  /** It may be gone when tried again. */
  public static PackagingException passing(String message) {
    return new PackagingException(message, true, null);
  }

  /**
   * AWS refuses it, and may allow it again when something has come, be it in hours.
   *
   * @param waitingFor what that is
   */
  public static PackagingException withheld(String message, String waitingFor, Throwable cause) {
    return new PackagingException(
        message,
        true,
        FailureReason.of(cause).orElse(FailureReason.UNAVAILABLE),
        Optional.of(waitingFor),
        cause);
  }

  /** The same failure in other words. */
  public final PackagingException saying(String message) {
    return new PackagingException(message, passing, reason, waitingFor, this);
  }

  /** Of what kind it is. */
  public final FailureReason reason() {
    return reason;
  }

  /** What must come before it helps to try again; absent if time alone may help. */
  public final Optional<String> waitingFor() {
    return waitingFor;
  }

  /** Whether it may be gone when tried again. */
  public final boolean isPassing() {
    return passing;
  }
}
