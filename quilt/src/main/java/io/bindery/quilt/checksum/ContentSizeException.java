package io.bindery.quilt.checksum;

/**
 * An object's content is not as long as it was said to be: it was overwritten or cut off meanwhile.
 */
public final class ContentSizeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final long announced;
  private final long seen;

  ContentSizeException(long announced, long seen) {
    super(
        "the content has "
            + (seen > announced ? "at least " : "")
            + seen
            + " bytes, not the "
            + announced
            + " announced: the object changed while it was read, read it again");
    this.announced = announced;
    this.seen = seen;
  }

  /** Bytes. */
  public long announced() {
    return announced;
  }

  /** Bytes, up to where the difference showed. */
  public long seen() {
    return seen;
  }
}
