package io.bindery.quilt.json;

import java.nio.charset.StandardCharsets;

/** The two ways in which Quilt writes a value. */
public enum JsonForm {
  /**
   * A line of a manifest file: {@code ", "} and {@code ": "}, keys in the order given, non-ASCII as
   * UTF-8. NaN, infinities and lone surrogates cannot be written.
   */
  FILE,
  /** The input of the top hash: no spaces, keys sorted by code point at every level, ASCII only. */
  CANONICAL;

  /**
   * Writes a value as UTF-8.
   *
   * @throws JsonWriteException if the value has no such form
   */
  public byte[] toBytes(JsonValue value) {
    return new JsonOutput(this).value(value).toByteArray();
  }

  /**
   * Writes a value as text.
   *
   * @throws JsonWriteException if the value has no such form
   */
  public String toText(JsonValue value) {
    return new String(toBytes(value), StandardCharsets.UTF_8);
  }
}
