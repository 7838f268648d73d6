package io.bindery.quilt.json;

/** Reads JSON as Python's {@code json.loads} does. */
public final class Json {

  private Json() {}

  public static JsonValue parse(String text) {
    return parse(text, JsonLimits.DEFAULT);
  }

  /**
   * Parses a text that is already decoded.
   *
   * @throws JsonSyntaxException with the place and the reason
   */
  public static JsonValue parse(String text, JsonLimits limits) {
    return new JsonParser(text, limits).parse();
  }

  public static JsonValue parse(byte[] bytes) {
    return parse(bytes, JsonLimits.DEFAULT);
  }

  /**
   * Parses UTF-8 (with or without byte order mark), UTF-16 or UTF-32; which one it is, the first
   * bytes tell.
   *
   * @throws JsonSyntaxException with the place and the reason
   */
  public static JsonValue parse(byte[] bytes, JsonLimits limits) {
    if (bytes.length > limits.maxLength()) {
      throw new JsonSyntaxException(
          "the text has "
              + bytes.length
              + " bytes, more than the "
              + limits.maxLength()
              + " allowed",
          1,
          1,
          0);
    }
    return parse(JsonEncoding.decode(bytes), limits);
  }
}
