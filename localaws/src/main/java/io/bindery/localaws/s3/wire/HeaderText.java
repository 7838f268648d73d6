package io.bindery.localaws.s3.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Text beyond ASCII in headers: clients send it as UTF-8, and read ISO 8859-1. */
public final class HeaderText {
  private HeaderText() {}

  /** The text that a client sent; the server took the bytes for ISO 8859-1. */
  public static String read(String raw) {
    if (raw.chars().allMatch(c -> c < 0x80) || raw.chars().anyMatch(c -> c > 0xff)) {
      return raw;
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(raw.getBytes(StandardCharsets.ISO_8859_1)))
          .toString();
    } catch (CharacterCodingException e) {
      return raw;
    }
  }

  /** The text as a client reads it; what ISO 8859-1 lacks is encoded as RFC 2047 has it. */
  public static String write(String text) {
    return text.chars().allMatch(c -> c <= 0xff)
        ? text
        : "=?UTF-8?B?"
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }
}
