package io.bindery.protocol.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A text in a header of HTTP, which is ASCII: as it is, or, if it has other letters, as RFC 8187
 * has it, {@code UTF-8''J%C3%BCrgen}.
 */
public final class ExtendedValue {
  private static final String MARK = "UTF-8''";

  /** What RFC 8187 leaves as it is, besides letters and digits. */
  private static final String PLAIN = "!#$&+-.^_`|~";

  private ExtendedValue() {}

  /** As a header's value. */
  public static String encode(String text) {
    boolean marked = text.regionMatches(true, 0, MARK, 0, MARK.length());
    if (!marked && text.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      return text;
    }
    var out = new StringBuilder(MARK);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean letter = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (letter || PLAIN.indexOf(c) >= 0) {
        out.append(c);
      } else {
        out.append("%%%02X".formatted((int) c));
      }
    }
    return out.toString();
  }

  /** The text; nothing if a header's value is neither printable ASCII nor well encoded. */
  public static Optional<String> decode(String value) {
    if (!value.chars().allMatch(c -> c >= ' ' && c < 0x7F)) {
      return Optional.empty();
    }
    if (!value.regionMatches(true, 0, MARK, 0, MARK.length())) {
      return Optional.of(value);
    }
    var bytes = ByteBuffer.allocate(value.length());
    for (int i = MARK.length(); i < value.length(); i++) {
      char c = value.charAt(i);
      if (c != '%') {
        bytes.put((byte) c);
        continue;
      }
      int high = i + 2 < value.length() ? Character.digit(value.charAt(i + 1), 16) : -1;
      int low = i + 2 < value.length() ? Character.digit(value.charAt(i + 2), 16) : -1;
      if (high < 0 || low < 0) {
        return Optional.empty();
      }
      bytes.put((byte) (high * 16 + low));
      i += 2;
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
