package io.bindery.quilt.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.bindery.quilt.checksum.Sha256;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rule of the top hash written a second time, from its description alone: out of the text of a
 * manifest, without anything of the library but SHA-256.
 */
final class SecondWriting {
  /** By code point, at every level. */
  private static final Comparator<String> BY_CODE_POINT =
      (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());

  private static final double SCIENTIFIC_FROM = 1e16;
  private static final double SCIENTIFIC_BELOW = 1e-4;

  private final String text;
  private int at;

  private SecondWriting(String text) {
    this.text = text;
  }

  /** A value whose canonical form is known, and what no file can hold. */
  record Value(String canonical, boolean writable) {}

  /** The canonical form of a JSON text. */
  static Value canonical(String json) {
    var value = new SecondWriting(json).value();
    return new Value(write(value), isWritable(value));
  }

  /** The top hash that the lines of a manifest have. */
  static String topHash(String manifest) {
    var hashed = new StringBuilder();
    var lines = manifest.split("\n");
    hashed.append(canonical(lines[0]).canonical());
    for (var line : Arrays.asList(lines).subList(1, lines.length)) {
      var entry = (Map<?, ?>) new SecondWriting(line).value();
      hashed
          .append("{\"hash\":")
          .append(write(entry.get("hash")))
          .append(",\"logical_key\":")
          .append(write(entry.get("logical_key")))
          .append(",\"meta\":")
          .append(write(entry.get("meta")))
          .append(",\"size\":")
          .append(write(entry.get("size")))
          .append('}');
    }
    return sha256(hashed.toString());
  }

  static String sha256(String text) {
    return HexFormat.of().formatHex(Sha256.create().digest(text.getBytes(UTF_8)));
  }

  /** Keys in the order of a manifest: part by part, each by code point. */
  static List<String> sorted(List<String> keys) {
    return keys.stream()
        .sorted((a, b) -> Arrays.compare(a.split("/"), b.split("/"), BY_CODE_POINT))
        .toList();
  }

  private Object value() {
    space();
    char c = text.charAt(at);
    if (c == '{') {
      var members = new TreeMap<String, Object>(BY_CODE_POINT);
      at++;
      for (space(); text.charAt(at) != '}'; space()) {
        at += text.charAt(at) == ',' ? 1 : 0;
        space();
        var key = string();
        space();
        at++;
        members.put(key, value());
      }
      at++;
      return members;
    }
    if (c == '[') {
      var items = new ArrayList<Object>();
      at++;
      for (space(); text.charAt(at) != ']'; space()) {
        at += text.charAt(at) == ',' ? 1 : 0;
        items.add(value());
      }
      at++;
      return items;
    }
    return c == '"' ? string() : word();
  }

  /** No file can hold halves of characters and what is no finite number. */
  private static boolean isWritable(Object value) {
    // Loops and no streams: values nest deep, and a stream takes a dozen frames for each level.
    if (value instanceof Map<?, ?> members) {
      for (var member : members.entrySet()) {
        if (!isWritable(member.getKey()) || !isWritable(member.getValue())) {
          return false;
        }
      }
      return true;
    }
    if (value instanceof List<?> items) {
      for (var item : items) {
        if (!isWritable(item)) {
          return false;
        }
      }
      return true;
    }
    return value instanceof Token token
        ? !token.text().endsWith("NaN") && !token.text().endsWith("Infinity")
        : ((String) value).codePoints().noneMatch(point -> point >= 0xd800 && point <= 0xdfff);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private String string() {
    var out = new StringBuilder();
    for (at++; text.charAt(at) != '"'; at++) {
      char c = text.charAt(at);
      if (c == '\\') {
        c = text.charAt(++at);
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
          c = "\"\\/\b\f\n\r\t".charAt(plain);
        } else {
          c = (char) Integer.parseInt(text.substring(at + 1, at + 5), 16);
          at += 4;
        }
      }
      out.append(c);
    }
    at++;
    return out.toString();
  }

  /** A number or a literal, as it is written in canonical form. */
  private Object word() {
    int start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    var word = text.substring(start, at);
    if (word.equals("true") || word.equals("false") || word.equals("null")) {
      return new Token(word);
    }
    if (word.endsWith("NaN") || word.endsWith("Infinity")) {
      return new Token(word);
    }
    if (word.matches("-?[0-9]+")) {
      return new Token(new BigInteger(word).toString());
    }
    double number = new BigDecimal(word).doubleValue();
    if (Double.isInfinite(number)) {
      return new Token(number > 0 ? "Infinity" : "-Infinity");
    }
    return new Token(number == 0 && word.startsWith("-") ? "-0.0" : number(number));
  }

  /** What stands as it is. */
  private record Token(String text) {}

  /**
   * The shortest digits that are read as the same number; of several the nearest, then the even.
   */
  private static String number(double value) {
    if (value == 0) {
      return "0.0";
    }
    var exact = new BigDecimal(value);
    for (int digits = 1; ; digits++) {
      BigDecimal best = null;
      for (var mode : List.of(RoundingMode.DOWN, RoundingMode.UP)) {
        var candidate = exact.round(new MathContext(digits, mode));
        if (candidate.doubleValue() == value
            && (best == null || isBetter(candidate, best, exact))) {
          best = candidate;
        }
      }
      if (best != null) {
        return notation(best, Math.abs(value));
      }
    }
  }

  private static boolean isBetter(BigDecimal one, BigDecimal other, BigDecimal exact) {
    int nearer = one.subtract(exact).abs().compareTo(other.subtract(exact).abs());
    return nearer < 0 || (nearer == 0 && !one.unscaledValue().testBit(0));
  }

  private static String notation(BigDecimal number, double size) {
    // The exact number decides: 9.9999e15 may have been rounded up to 1e16.
    var stripped = number.stripTrailingZeros();
    int exponent = stripped.precision() - stripped.scale() - 1;
    if (size < SCIENTIFIC_FROM && size >= SCIENTIFIC_BELOW && exponent >= -4 && exponent < 16) {
      var plain = stripped.toPlainString();
      return plain.contains(".") ? plain : plain + ".0";
    }
    var digits = stripped.unscaledValue().abs().toString();
    return (stripped.signum() < 0 ? "-" : "")
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + "e"
        + (exponent < 0 ? "-" : "+")
        + (Math.abs(exponent) < 10 ? "0" : "")
        + Math.abs(exponent);
  }

  private static String write(Object value) {
    var out = new StringBuilder();
    write(value, out);
    return out.toString();
  }

  private static void write(Object value, StringBuilder out) {
    if (value instanceof Map<?, ?> members) {
      var between = "{";
      for (var member : members.entrySet()) {
        out.append(between);
        write(member.getKey(), out);
        out.append(':');
        write(member.getValue(), out);
        between = ",";
      }
      out.append(members.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> items) {
      var between = "[";
      for (var item : items) {
        out.append(between);
        write(item, out);
        between = ",";
      }
      out.append(items.isEmpty() ? "[]" : "]");
    } else if (value instanceof Token token) {
      out.append(token.text());
    } else {
      out.append('"');
      for (char c : ((String) value).toCharArray()) {
        int plain = "\"\\\b\f\n\r\t".indexOf(c);
        if (plain >= 0) {
          out.append('\\').append("\"\\bfnrt".charAt(plain));
        } else if (c >= ' ' && c <= '~') {
          out.append(c);
        } else {
          out.append("\\u%04x".formatted((int) c));
        }
      }
      out.append('"');
    }
  }
}
