package io.bindery.quilt.s3;

/**
 * UTF-8 to text with one U+FFFD for each longest ill-formed piece, as Python and the Unicode
 * standard do it. The JDK's decoder takes an encoded surrogate for one piece where they see three.
 */
final class LenientUtf8 {

  private static final char REPLACEMENT = '\ufffd';

  private LenientUtf8() {}

  static void decode(byte[] bytes, int length, StringBuilder out) {
    int i = 0;
    while (i < length) {
      int lead = bytes[i++] & 0xff;
      if (lead < 0x80) {
        out.append((char) lead);
        continue;
      }
      int more =
          lead >= 0xc2 && lead <= 0xdf
              ? 1
              : lead >= 0xe0 && lead <= 0xef ? 2 : lead >= 0xf0 && lead <= 0xf4 ? 3 : 0;
      if (more == 0) {
        out.append(REPLACEMENT);
        continue;
      }
      int point = lead & (0x3f >> more);
      int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
      int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
      while (more > 0 && i < length && (bytes[i] & 0xff) >= low && (bytes[i] & 0xff) <= high) {
        point = (point << 6) | (bytes[i++] & 0x3f);
        low = 0x80;
        high = 0xbf;
        more--;
      }
      if (more == 0) {
        out.appendCodePoint(point);
      } else {
        out.append(REPLACEMENT);
      }
    }
  }
}
