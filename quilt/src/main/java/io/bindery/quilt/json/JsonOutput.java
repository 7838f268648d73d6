package io.bindery.quilt.json;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Map;

/**
 * A growing buffer that values, or pieces of JSON, are written into in one {@link JsonForm}. Made
 * to be reused line after line. Not safe for use by several threads.
 */
public final class JsonOutput {

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_CHAR = 6;

  private final JsonForm form;
  private byte[] bytes = new byte[512];
  private int size;

  public JsonOutput(JsonForm form) {
    this.form = form;
  }

  /** Appends ASCII as it is. */
  @SuppressWarnings("deprecation") // the one call that copies ASCII without a temporary array
  public JsonOutput raw(String ascii) {
    ensure(ascii.length());
    ascii.getBytes(0, ascii.length(), bytes, size);
    size += ascii.length();
    return this;
  }

  public JsonOutput integer(long value) {
    return raw(Long.toString(value));
  }

  /** Appends a quoted text. */
  public JsonOutput string(String text) {
    ensure((long) LONGEST_CHAR * text.length() + 2);
    bytes[size++] = '"';
    if (form == JsonForm.FILE) {
      fileText(text);
    } else {
      canonicalText(text);
    }
    bytes[size++] = '"';
    return this;
  }

  /**
   * Appends a whole value.
   *
   * @throws JsonWriteException if the value has no such form; what was written of it stays until
   *     {@link #reset}
   */
  public JsonOutput value(JsonValue value) {
    value(value, 0);
    return this;
  }

  /** Forgets what was written, keeps the memory. */
  public void reset() {
    size = 0;
  }

  public int size() {
    return size;
  }

  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes, 0, size);
  }

  public void update(MessageDigest digest) {
    digest.update(bytes, 0, size);
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void value(JsonValue value, int depth) {
    if (value instanceof JsonString string) {
      string(string.value());
    } else if (value instanceof JsonInteger integer) {
      integer(integer.value());
    } else if (value instanceof JsonObject object) {
      object(object, depth + 1);
    } else if (value instanceof JsonArray array) {
      array(array, depth + 1);
    } else if (value instanceof JsonFloat number) {
      number(number.value());
    } else if (value instanceof JsonBoolean bool) {
      raw(bool.value() ? "true" : "false");
    } else {
      raw("null");
    }
  }

  private void integer(BigInteger value) {
    raw(value.bitLength() < Long.SIZE ? Long.toString(value.longValue()) : value.toString());
  }

  private void number(double value) {
    if (form == JsonForm.FILE && !Double.isFinite(value)) {
      throw new JsonWriteException(
          JsonWriteException.Reason.NOT_FINITE,
          "the number "
              + FloatText.of(value)
              + " cannot be written to a manifest: give a finite number or a text");
    }
    raw(FloatText.of(value));
  }

  private void array(JsonArray array, int depth) {
    checkDepth(depth);
    raw("[");
    int index = 0;
    for (JsonValue item : array.items()) {
      if (index > 0) {
        separator();
      }
      try {
        value(item, depth);
      } catch (JsonWriteException e) {
        throw e.below("[" + index + "]");
      }
      index++;
    }
    raw("]");
  }

  private void object(JsonObject object, int depth) {
    checkDepth(depth);
    raw("{");
    if (form == JsonForm.FILE) {
      boolean first = true;
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        if (!first) {
          separator();
        }
        member(member.getKey(), member.getValue(), depth);
        first = false;
      }
    } else {
      String[] keys = object.members().keySet().toArray(String[]::new);
      Arrays.sort(keys, CodePointOrder.INSTANCE);
      for (int i = 0; i < keys.length; i++) {
        if (i > 0) {
          separator();
        }
        member(keys[i], object.members().get(keys[i]), depth);
      }
    }
    raw("}");
  }

  private void member(String key, JsonValue value, int depth) {
    try {
      string(key);
      raw(form == JsonForm.FILE ? ": " : ":");
      value(value, depth);
    } catch (JsonWriteException e) {
      throw e.below("." + key);
    }
  }

  private void separator() {
    raw(form == JsonForm.FILE ? ", " : ",");
  }

  private static void checkDepth(int depth) {
    if (depth > JsonLimits.MAX_DEPTH) {
      throw new JsonWriteException(
          JsonWriteException.Reason.TOO_DEEP,
          "nested deeper than " + JsonLimits.MAX_DEPTH + " levels");
    }
  }

  private void canonicalText(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
        bytes[size++] = (byte) c;
      } else {
        escape(c);
      }
    }
  }

  private void fileText(String text) {
    int length = text.length();
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        if (c >= ' ' && c != '"' && c != '\\') {
          bytes[size++] = (byte) c;
        } else {
          escape(c);
        }
      } else if (c < 0x800) {
        bytes[size++] = (byte) (0xc0 | c >> 6);
        bytes[size++] = tail(c);
      } else if (!Character.isSurrogate(c)) {
        bytes[size++] = (byte) (0xe0 | c >> 12);
        bytes[size++] = tail(c >> 6);
        bytes[size++] = tail(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        bytes[size++] = (byte) (0xf0 | point >> 18);
        bytes[size++] = tail(point >> 12);
        bytes[size++] = tail(point >> 6);
        bytes[size++] = tail(point);
      } else {
        throw new JsonWriteException(
            JsonWriteException.Reason.LONE_SURROGATE,
            "the text has half of a character (U+%04X) at index %d, which UTF-8 cannot hold: give whole characters"
                .formatted((int) c, i));
      }
    }
  }

  /** A continuation byte of UTF-8 with the lowest six bits. */
  private static byte tail(int bits) {
    return (byte) (0x80 | (bits & 0x3f));
  }

  private void escape(char c) {
    bytes[size++] = '\\';
    switch (c) {
      case '"', '\\' -> bytes[size++] = (byte) c;
      case '\b' -> bytes[size++] = 'b';
      case '\t' -> bytes[size++] = 't';
      case '\n' -> bytes[size++] = 'n';
      case '\f' -> bytes[size++] = 'f';
      case '\r' -> bytes[size++] = 'r';
      default -> {
        bytes[size++] = 'u';
        bytes[size++] = HEX[c >> 12];
        bytes[size++] = HEX[(c >> 8) & 0xf];
        bytes[size++] = HEX[(c >> 4) & 0xf];
        bytes[size++] = HEX[c & 0xf];
      }
    }
  }

  private void ensure(long more) {
    long needed = size + more;
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, Math.toIntExact(Math.max(needed, Math.min(2L * bytes.length, 1 << 30))));
    }
  }
}
