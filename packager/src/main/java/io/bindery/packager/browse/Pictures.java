package io.bindery.packager.browse;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Pictures that a browser shows without risk: it reads pixels from them and nothing else. */
final class Pictures {
  /** So many bytes tell what a file is. */
  static final int HEAD = 12;

  private Pictures() {}

  /** Whether a name says that a file is one of them. */
  static boolean isNamed(String path) {
    var name = path.toLowerCase(Locale.ROOT);
    return name.endsWith(".png")
        || name.endsWith(".jpg")
        || name.endsWith(".jpeg")
        || name.endsWith(".gif")
        || name.endsWith(".webp");
  }

  /** The media type, by the first bytes alone: a name may lie. */
  static Optional<String> type(byte[] head) {
    if (begins(head, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return Optional.of("image/png");
    }
    if (begins(head, 0, 0xff, 0xd8, 0xff)) {
      return Optional.of("image/jpeg");
    }
    var text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) {
      return Optional.of("image/gif");
    }
    return text.startsWith("RIFF") && text.startsWith("WEBP", 8)
        ? Optional.of("image/webp")
        : Optional.empty();
  }

  private static boolean begins(byte[] head, int from, int... expected) {
    byte[] wanted = new byte[expected.length];
    for (int i = 0; i < expected.length; i++) {
      wanted[i] = (byte) expected[i];
    }
    return head.length >= from + wanted.length
        && Arrays.equals(head, from, from + wanted.length, wanted, 0, wanted.length);
  }
}
