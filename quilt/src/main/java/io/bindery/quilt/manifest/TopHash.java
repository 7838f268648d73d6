package io.bindery.quilt.manifest;

import java.util.regex.Pattern;

/**
 * The name of a revision: 64 lower-case hex digits, the SHA-256 of its header and entries in
 * canonical form.
 */
public record TopHash(String value) {

  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

  public TopHash {
    if (!HEX.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'" + value + "' is not a top hash: write its 64 lower-case hex digits");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
