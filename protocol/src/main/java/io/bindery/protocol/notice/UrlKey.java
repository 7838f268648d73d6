package io.bindery.protocol.notice;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Keys as the plain S3 notification writes them: form-encoded, a space as {@code +}. */
final class UrlKey {
  private static final int HEX = 16;

  private UrlKey() {}

  /** The key, or nothing if an escape is broken or the bytes are no UTF-8: nothing is guessed. */
  static Optional<String> decode(String encoded) {
    var bytes = ByteBuffer.allocate(encoded.length() * 3);
    for (int i = 0; i < encoded.length(); ) {
      char c = encoded.charAt(i);
      if (c == '%') {
        int high = digit(encoded, i + 1);
        int low = digit(encoded, i + 2);
        if (high < 0 || low < 0) {
          return Optional.empty();
        }
        bytes.put((byte) (high * HEX + low));
        i += 3;
      } else if (c == '+') {
        bytes.put((byte) ' ');
        i++;
      } else {
        int end = i + Character.charCount(encoded.codePointAt(i));
        bytes.put(encoded.substring(i, end).getBytes(StandardCharsets.UTF_8));
        i = end;
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static int digit(String text, int index) {
    return index < text.length() && text.charAt(index) < 0x80
        ? Character.digit(text.charAt(index), HEX)
        : -1;
  }
}
