package io.bindery.protocol.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * The part of JSONPath that EventBridge takes: members by dot, indexes of arrays, and wildcards.
 * Members in brackets and quotes are taken as well. A path names what it finds and nothing else: no
 * filters, no descent.
 */
public final class JsonPath {
  /** EventBridge's limit, in characters. */
  static final int MAX_LENGTH = 256;

  private static final String ALLOWED =
      "a path such as $.detail.bucket.name, $.resources[0] or $.detail.files[*].key";
  private static final Pattern NAME = Pattern.compile("[^.\\[\\]'\"*\\s]+");

  /** One step down. */
  private sealed interface Step {}

  private record Member(String name) implements Step {}

  private record Index(int index) implements Step {}

  private enum All implements Step {
    INSTANCE
  }

  private final String text;
  private final List<Step> steps;

  private JsonPath(String text, List<Step> steps) {
    this.text = text;
    this.steps = steps;
  }

  /**
   * Reads a path.
   *
   * @param field how a complaint calls it
   * @throws TransformException if it is none, or longer than 256 characters
   */
  public static JsonPath parse(String field, String path) {
    if (!path.startsWith("$") || path.length() > MAX_LENGTH) {
      throw new TransformException(field, path, ALLOWED);
    }
    var steps = new ArrayList<Step>();
    int at = 1;
    while (at < path.length()) {
      at =
          path.charAt(at) == '.'
              ? dot(field, path, at + 1, steps)
              : bracket(field, path, at, steps);
    }
    return new JsonPath(path, List.copyOf(steps));
  }

  private static int dot(String field, String path, int at, List<Step> steps) {
    if (at < path.length() && path.charAt(at) == '*') {
      steps.add(All.INSTANCE);
      return at + 1;
    }
    var name = NAME.matcher(path).region(at, path.length());
    if (!name.lookingAt()) {
      throw new TransformException(field, path, ALLOWED);
    }
    steps.add(new Member(name.group()));
    return name.end();
  }

  private static int bracket(String field, String path, int at, List<Step> steps) {
    int end = path.indexOf(']', at);
    if (path.charAt(at) != '[' || end < 0) {
      throw new TransformException(field, path, ALLOWED);
    }
    char quote = path.charAt(at + 1);
    if (quote == '\'' || quote == '"') {
      int close = path.indexOf(quote, at + 2);
      if (close < 0 || close + 1 >= path.length() || path.charAt(close + 1) != ']') {
        throw new TransformException(field, path, ALLOWED);
      }
      steps.add(new Member(path.substring(at + 2, close)));
      return close + 2;
    }
    var inside = path.substring(at + 1, end);
    if (inside.equals("*")) {
      steps.add(All.INSTANCE);
    } else {
      var index = index(inside);
      steps.add(new Index(index.orElseThrow(() -> new TransformException(field, path, ALLOWED))));
    }
    return end + 1;
  }

  private static OptionalInt index(String digits) {
    boolean number = !digits.isEmpty() && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    try {
      return number ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  /** What the path finds, or a missing node; behind a wildcard an array of at least one. */
  public JsonNode in(JsonNode root) {
    return follow(root, 0);
  }

  private JsonNode follow(JsonNode from, int first) {
    var at = from;
    for (int i = first; i < steps.size(); i++) {
      var step = steps.get(i);
      if (step instanceof Member member) {
        at = at.path(member.name());
      } else if (step instanceof Index index) {
        at = at.path(index.index());
      } else {
        return all(at, i + 1);
      }
    }
    return at;
  }

  private JsonNode all(JsonNode parent, int next) {
    var found = JsonNodeFactory.instance.arrayNode();
    for (var child : parent) {
      var value = follow(child, next);
      if (!value.isMissingNode()) {
        found.add(value);
      }
    }
    return found.isEmpty() ? MissingNode.getInstance() : found;
  }

  @Override
  public String toString() {
    return text;
  }
}
