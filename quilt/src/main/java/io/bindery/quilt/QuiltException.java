package io.bindery.quilt;

/**
 * Something that a person wrote, or asked for, breaks a rule of the format. It stays so until
 * somebody changes it. The message is whole sentences, says what is wrong, and ends with the way
 * out.
 */
public abstract class QuiltException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected QuiltException(String message, Throwable cause) {
    super(message, cause);
  }
}
