package io.bindery.quilt.json;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass over one text, by recursive descent; the depth is bounded and the time is linear in the
 * length.
 */
final class JsonParser {

  /** Python refuses longer integers, because converting them takes quadratic time. */
  private static final int MAX_INTEGER_DIGITS = 4300;

  private static final int LONG_SAFE_DIGITS = 18;

  private final String text;
  private final JsonLimits limits;
  private int at;

  JsonParser(String text, JsonLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  JsonValue parse() {
    if (text.length() > limits.maxLength()) {
      throw error(
          "the text has "
              + text.length()
              + " characters, more than the "
              + limits.maxLength()
              + " allowed",
          0);
    }
    if (text.startsWith("\ufeff")) {
      throw error("the text starts with a byte order mark: remove it", 0);
    }
    skipSpace();
    JsonValue value = value(0);
    skipSpace();
    if (at < text.length()) {
      throw error("expected the end of the text but found " + found(at), at);
    }
    return value;
  }

  private JsonValue value(int depth) {
    char c = peek();
    return switch (c) {
      case '"' -> new JsonString(string());
      case '{' -> object(depth + 1);
      case '[' -> array(depth + 1);
      case 't' -> literal("true", JsonBoolean.TRUE);
      case 'f' -> literal("false", JsonBoolean.FALSE);
      case 'n' -> literal("null", JsonNull.NULL);
      case 'N' -> literal("NaN", new JsonFloat(Double.NaN));
      case 'I' -> literal("Infinity", new JsonFloat(Double.POSITIVE_INFINITY));
      default -> {
        if (c == '-' && text.startsWith("-Infinity", at)) {
          yield literal("-Infinity", new JsonFloat(Double.NEGATIVE_INFINITY));
        }
        yield number();
      }
    };
  }

  private JsonValue literal(String word, JsonValue value) {
    if (!text.startsWith(word, at)) {
      throw error("expected a value but found " + found(at), at);
    }
    at += word.length();
    return value;
  }

  private JsonObject object(int depth) {
    checkDepth(depth);
    at++;
    skipSpace();
    if (peek() == '}') {
      at++;
      return JsonObject.EMPTY;
    }
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (true) {
      if (peek() != '"') {
        throw error("expected a key in double quotes but found " + found(at), at);
      }
      String key = string();
      skipSpace();
      if (peek() != ':') {
        throw error("expected ':' after the key but found " + found(at), at);
      }
      at++;
      skipSpace();
      members.put(key, value(depth));
      skipSpace();
      char c = peek();
      if (c == '}') {
        at++;
        return new JsonObject(members);
      }
      if (c != ',') {
        throw error("expected ',' or '}' but found " + found(at), at);
      }
      at++;
      skipSpace();
    }
  }

  private JsonArray array(int depth) {
    checkDepth(depth);
    at++;
    skipSpace();
    List<JsonValue> items = new ArrayList<>();
    if (peek() == ']') {
      at++;
      return new JsonArray(items);
    }
    while (true) {
      items.add(value(depth));
      skipSpace();
      char c = peek();
      if (c == ']') {
        at++;
        return new JsonArray(items);
      }
      if (c != ',') {
        throw error("expected ',' or ']' but found " + found(at), at);
      }
      at++;
      skipSpace();
    }
  }

  private void checkDepth(int depth) {
    if (depth > limits.maxDepth()) {
      throw error("nested deeper than " + limits.maxDepth() + " levels", at);
    }
  }

  private String string() {
    int start = ++at;
    StringBuilder built = null;
    while (true) {
      if (at >= text.length()) {
        throw error("the text that starts here has no closing quote", start - 1);
      }
      char c = text.charAt(at);
      if (c == '"') {
        String tail = text.substring(start, at++);
        return built == null ? tail : built.append(tail).toString();
      }
      if (c < ' ') {
        throw error(
            "the control character U+%04X must be escaped in a text".formatted((int) c), at);
      }
      if (c == '\\') {
        if (built == null) {
          built = new StringBuilder();
        }
        built.append(text, start, at).append(escape());
        start = at;
      } else {
        at++;
      }
    }
  }

  private char escape() {
    int backslash = at++;
    char c = at < text.length() ? text.charAt(at++) : '\0';
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex(backslash);
      default -> throw error("the escape after this backslash is not one of JSON's", backslash);
    };
  }

  private char hex(int backslash) {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      char c = at < text.length() ? text.charAt(at++) : '\0';
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw error("\\u needs four hexadecimal digits", backslash);
      }
      unit = unit << 4 | digit;
    }
    return (char) unit;
  }

  private JsonValue number() {
    int start = at;
    if (peek() == '-') {
      at++;
    }
    int digits = at;
    if (at < text.length() && text.charAt(at) == '0') {
      at++;
    } else {
      skipDigits();
    }
    if (at == digits) {
      at = start;
      throw error("expected a value but found " + found(start), start);
    }
    int integerEnd = at;
    int fractionEnd = at;
    if (at < text.length() && text.charAt(at) == '.') {
      at++;
      skipDigits();
      fractionEnd = at > integerEnd + 1 ? at : integerEnd;
    }
    at = fractionEnd;
    if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
      at++;
      if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = at;
      skipDigits();
      at = at > exponent ? at : fractionEnd;
    }
    if (at > integerEnd) {
      return new JsonFloat(Double.parseDouble(text.substring(start, at)));
    }
    int count = at - digits;
    if (count > MAX_INTEGER_DIGITS) {
      throw error(
          "the integer has " + count + " digits, more than the " + MAX_INTEGER_DIGITS + " allowed",
          start);
    }
    return count <= LONG_SAFE_DIGITS
        ? JsonInteger.of(Long.parseLong(text, start, at, 10))
        : new JsonInteger(new BigInteger(text.substring(start, at)));
  }

  private void skipDigits() {
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
  }

  private void skipSpace() {
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
        return;
      }
      at++;
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw error("the text ends too early", at);
    }
    return text.charAt(at);
  }

  private String found(int offset) {
    int point = text.codePointAt(offset);
    return point > ' ' && point < 0x7f ? "'" + (char) point + "'" : "U+%04X".formatted(point);
  }

  private JsonSyntaxException error(String reason, int offset) {
    int line = 1;
    int lineStart = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        lineStart = i + 1;
      }
    }
    return new JsonSyntaxException(reason, line, offset - lineStart + 1, offset);
  }
}
