package io.bindery.quilt.json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;

/**
 * Reads an object of which one member is a list, where the list need not fit into memory: its items
 * are read one by one. All else of the object is only checked. What is read is what {@link
 * Json#parse(byte[])} would read of the same bytes.
 */
public final class LargeJson {

  /** What is done with the items. */
  public interface Items {
    /** The list begins. Of several members of its name the last counts: forget the others. */
    void begin();

    /**
     * The next item.
     *
     * @param text as it stands in the document
     */
    void item(String text, JsonValue value) throws IOException;

    /** The member is no list. Of several members of its name the last counts. */
    void noList();
  }

  private static final int END = -1;

  private final Reader in;
  private final JsonLimits limits;
  private final StringBuilder value = new StringBuilder();
  private int next;
  private int line = 1;
  private int column;
  private int startLine;
  private int startColumn;
  private long at = -1;

  private LargeJson(Reader in, JsonLimits limits) {
    this.in = in;
    this.limits = limits;
  }

  /**
   * Reads an object.
   *
   * @param list the name of the list
   * @param limits of each value in the object and of each item
   * @return whether it is an object; if not, no item was read, and it is JSON all the same
   * @throws JsonSyntaxException with the place and the reason
   */
  public static boolean read(InputStream bytes, String list, JsonLimits limits, Items items)
      throws IOException {
    var reader = new LargeJson(new BufferedReader(JsonEncoding.reader(bytes)), limits);
    try {
      return reader.read(list, items);
    } catch (CharacterCodingException e) {
      throw reader.wrong("a byte here is not valid in the text's encoding");
    }
  }

  private boolean read(String list, Items items) throws IOException {
    advance();
    skipSpace();
    boolean object = next == '{';
    if (object) {
      members(list, items);
    } else {
      value();
    }
    skipSpace();
    if (next != END) {
      throw wrong("expected the end of the text");
    }
    return object;
  }

  private void members(String list, Items items) throws IOException {
    advance();
    skipSpace();
    if (next == '}') {
      advance();
      return;
    }
    while (true) {
      if (next != '"') {
        throw wrong("expected a key in double quotes");
      }
      var key = ((JsonString) value()).value();
      skipSpace();
      expect(':', "expected ':' after the key");
      skipSpace();
      if (!key.equals(list)) {
        value();
      } else if (next == '[') {
        items(items);
      } else {
        items.noList();
        value();
      }
      skipSpace();
      if (next == '}') {
        advance();
        return;
      }
      expect(',', "expected ',' or '}'");
      skipSpace();
    }
  }

  private void items(Items items) throws IOException {
    items.begin();
    advance();
    skipSpace();
    if (next == ']') {
      advance();
      return;
    }
    while (true) {
      var item = value();
      items.item(value.toString(), item);
      skipSpace();
      if (next == ']') {
        advance();
        return;
      }
      expect(',', "expected ',' or ']'");
      skipSpace();
    }
  }

  /** Takes the text of one value, up to what cannot belong to it, and parses it. */
  private JsonValue value() throws IOException {
    startLine = line;
    startColumn = column;
    value.setLength(0);
    if (next == '"') {
      string();
    } else if (next == '{' || next == '[') {
      container();
    } else {
      while (next != END && "{}[],:\" \t\r\n".indexOf(next) < 0) {
        take();
      }
    }
    if (value.isEmpty()) {
      throw wrong(next == END ? "the text ends too early" : "expected a value");
    }
    try {
      return Json.parse(value.toString(), limits);
    } catch (JsonSyntaxException e) {
      throw new JsonSyntaxException(
          e.reason(),
          startLine + e.line() - 1,
          e.line() == 1 ? startColumn + e.column() - 1 : e.column(),
          e.offset());
    }
  }

  private void container() throws IOException {
    int depth = 0;
    do {
      if (next == '"') {
        string();
        continue;
      }
      if (next == '{' || next == '[') {
        depth++;
      } else if (next == '}' || next == ']') {
        depth--;
      }
      take();
    } while (depth > 0 && next != END);
  }

  private void string() throws IOException {
    take();
    while (next != END && next != '"') {
      if (next == '\\') {
        take();
      }
      if (next != END) {
        take();
      }
    }
    if (next == '"') {
      take();
    }
  }

  private void take() throws IOException {
    if (value.length() >= limits.maxLength()) {
      throw new JsonSyntaxException(
          "one value has more than the %d characters that are allowed"
              .formatted(limits.maxLength()),
          startLine,
          startColumn,
          0);
    }
    value.append((char) next);
    advance();
  }

  private void expect(char c, String otherwise) throws IOException {
    if (next != c) {
      throw wrong(next == END ? "the text ends too early" : otherwise);
    }
    advance();
  }

  private void skipSpace() throws IOException {
    while (next == ' ' || next == '\n' || next == '\r' || next == '\t') {
      advance();
    }
  }

  private void advance() throws IOException {
    if (next == '\n' && at >= 0) {
      line++;
      column = 0;
    }
    next = in.read();
    at++;
    column++;
  }

  private JsonSyntaxException wrong(String reason) {
    return new JsonSyntaxException(reason, line, column, (int) Math.min(at, Integer.MAX_VALUE));
  }
}
