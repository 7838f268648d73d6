package io.bindery.protocol.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bindery.quilt.pattern.TooComplexException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A template, taken apart once: pieces of text, and the variables between them. */
final class InputTemplate {
  private static final Pattern VARIABLE = Pattern.compile("<([A-Za-z0-9_.-]+)>");
  private static final String FIELD = "InputTemplate";

  /** A piece. */
  private sealed interface Piece {}

  private record Literal(String text) implements Piece {}

  private record Variable(String name, boolean quoted) implements Piece {}

  private final List<Piece> pieces;

  private InputTemplate(List<Piece> pieces) {
    this.pieces = pieces;
  }

  static InputTemplate parse(String text, Set<String> known) {
    if (text.isEmpty() || text.length() > InputTransformer.MAX_TEMPLATE) {
      throw new TransformException(
          FIELD,
          text.length() + " characters",
          "1 to " + InputTransformer.MAX_TEMPLATE + " characters");
    }
    return new InputTemplate(new Reader(text, known).read());
  }

  String fill(Function<String, JsonNode> values) {
    var filled = new StringBuilder();
    for (var piece : pieces) {
      if (piece instanceof Literal literal) {
        filled.append(literal.text());
      } else if (piece instanceof Variable variable) {
        var value = values.apply(variable.name());
        filled.append(variable.quoted() ? escaped(value) : value.toString());
      }
      if (filled.length() > InputTransformer.MAX_OUTPUT) {
        throw new TooComplexException(
            "what the template makes of this event is longer than %d characters: name fewer parts of the event"
                .formatted(InputTransformer.MAX_OUTPUT));
      }
    }
    return filled.toString();
  }

  private static String escaped(JsonNode value) {
    if (value.isContainerNode()) {
      return withoutQuotes(value.toString());
    }
    var text = value.isTextual() ? value.textValue() : value.toString();
    var json = TextNode.valueOf(text).toString();
    return json.substring(1, json.length() - 1);
  }

  /** As EventBridge: an object or list within a text loses its quotes, so that it ends no text. */
  private static String withoutQuotes(String json) {
    var rest = new StringBuilder();
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (c == '\\') {
        i++;
        if (json.charAt(i) != '"') {
          rest.append(c).append(json.charAt(i));
        }
      } else if (c != '"') {
        rest.append(c);
      }
    }
    return rest.toString();
  }

  /** Goes through the text once. */
  private static final class Reader {
    private final String text;
    private final Set<String> known;
    private final boolean object;
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder literal = new StringBuilder();

    Reader(String text, Set<String> known) {
      this.text = text;
      this.known = known;
      this.object = text.stripLeading().startsWith("{");
    }

    List<Piece> read() {
      var variable = VARIABLE.matcher(text);
      boolean quoted = false;
      boolean filled = false;
      int at = 0;
      while (at < text.length()) {
        char c = text.charAt(at);
        if (c == '<' && variable.region(at, text.length()).lookingAt()) {
          add(variable.group(1), quoted);
          at = variable.end();
          filled = true;
          if (!quoted) {
            refuseKey(at);
          }
          continue;
        }
        int end = c == '\\' && quoted && at + 1 < text.length() ? at + 2 : at + 1;
        literal.append(text, at, end);
        if (c == '"') {
          quoted = !quoted;
          if (!quoted && filled) {
            refuseKey(end);
          }
          filled = false;
        }
        at = end;
      }
      endLiteral();
      return List.copyOf(pieces);
    }

    private void add(String name, boolean quoted) {
      if (!known.contains(name)) {
        throw new TransformException(
            FIELD,
            "<" + name + ">",
            "one of the variables <%s>; define others in InputPathsMap"
                .formatted(String.join(">, <", known)));
      }
      endLiteral();
      pieces.add(new Variable(name, quoted));
    }

    private void endLiteral() {
      if (!literal.isEmpty()) {
        pieces.add(new Literal(literal.toString()));
        literal.setLength(0);
      }
    }

    /** As EventBridge: a variable cannot be the name of a field. */
    private void refuseKey(int from) {
      int at = from;
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
      if (object && at < text.length() && text.charAt(at) == ':') {
        throw new TransformException(
            FIELD, text.substring(0, at + 1), "without variables in the names of fields");
      }
    }
  }
}
