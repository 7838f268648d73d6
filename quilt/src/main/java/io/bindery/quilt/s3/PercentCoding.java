package io.bindery.quilt.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * Percent-encoding by the rules of Python's {@code urllib.parse}: quote, quote_plus, unquote,
 * unquote_plus.
 */
public final class PercentCoding {

  private static final String HEX = "0123456789ABCDEF";

  private PercentCoding() {}

  /** Leaves ASCII letters, digits and {@code _.-~/}. */
  public static void encodePath(String text, StringBuilder out) {
    encode(text, false, out);
  }

  /** Leaves ASCII letters, digits and {@code _.-~}; a space becomes {@code +}. */
  static void encodeForm(String text, StringBuilder out) {
    encode(text, true, out);
  }

  private static void encode(String text, boolean form, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isUnreserved(c) || (c == '/' && !form)) {
        out.append(c);
      } else if (c == ' ' && form) {
        out.append('+');
      } else if (c < 0x80) {
        hex(c, out);
      } else {
        int end = i + Character.charCount(text.codePointAt(i));
        for (byte b : text.substring(i, end).getBytes(UTF_8)) {
          hex(b & 0xff, out);
        }
        i = end - 1;
      }
    }
  }

  private static boolean isUnreserved(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '-'
        || c == '~';
  }

  private static void hex(int b, StringBuilder out) {
    out.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0xf));
  }

  static String decodeForm(String text) {
    return decode(text.replace('+', ' '));
  }

  /** Malformed {@code %} sequences stay as they are; bytes that are not UTF-8 become U+FFFD. */
  public static String decode(String text) {
    try {
      return decode(text, LenientUtf8::decode);
    } catch (CharacterCodingException e) {
      throw new IllegalStateException("there is nothing that the lenient reader refuses", e);
    }
  }

  /**
   * Malformed {@code %} sequences stay as they are.
   *
   * @throws CharacterCodingException if the encoded bytes are not UTF-8
   */
  public static String decodeStrictly(String text) throws CharacterCodingException {
    return decode(
        text,
        (run, length, out) ->
            out.append(UTF_8.newDecoder().decode(ByteBuffer.wrap(run, 0, length))));
  }

  /** How encoded bytes become text. */
  private interface Utf8 {
    void decode(byte[] run, int length, StringBuilder out) throws CharacterCodingException;
  }

  private static String decode(String text, Utf8 utf8) throws CharacterCodingException {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length());
    byte[] run = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? digit(text.charAt(i + 1)) : -1;
      int low = high >= 0 ? digit(text.charAt(i + 2)) : -1;
      if (low >= 0) {
        run[length++] = (byte) (high << 4 | low);
        i += 2;
      } else if (c < 0x80) {
        run[length++] = (byte) c;
      } else {
        utf8.decode(run, length, out);
        length = 0;
        out.append(c);
      }
    }
    utf8.decode(run, length, out);
    return out.toString();
  }

  private static int digit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }
}
