package io.bindery.quilt.json;

/**
 * How large a JSON text may be.
 *
 * @param maxDepth objects and lists inside each other, at least 1
 * @param maxLength of the text: bytes when parsing bytes, UTF-16 units when parsing a string
 */
public record JsonLimits(int maxDepth, int maxLength) {

  /** The deepest nesting that is read and written; quilt3 itself gives up a little beyond 990. */
  public static final int MAX_DEPTH = 900;

  /**
   * For what comes from outside: 16 MiB, far above the 1 MB that Quilt allows for metadata, and
   * somewhat flatter than what is written, because it goes into lines of manifests.
   */
  public static final JsonLimits DEFAULT = new JsonLimits(MAX_DEPTH - 100, 16 << 20);

  public JsonLimits {
    if (maxDepth < 1 || maxDepth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "maxDepth is " + maxDepth + ": allowed is 1 to " + MAX_DEPTH);
    }
    if (maxLength < 1) {
      throw new IllegalArgumentException("maxLength is " + maxLength + ": it must be at least 1");
    }
  }
}
