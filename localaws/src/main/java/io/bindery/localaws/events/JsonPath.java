package io.bindery.localaws.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of JSONPath that EventBridge takes: members by dot or in quotes, array indexes, and
 * wildcards.
 */
final class JsonPath {
  private static final Pattern STEP =
      Pattern.compile(
          "\\.(?<name>[^.\\[\\]]+)"
              + "|\\[(?<index>\\d+)]|\\[(?<all>\\*)]|\\['(?<single>[^']*)']|\\[\"(?<double>[^\"]*)\"]");

  private final List<String> steps;

  private JsonPath(List<String> steps) {
    this.steps = steps;
  }

  /**
   * @throws IllegalArgumentException with the reason, if the path cannot be read
   */
  static JsonPath parse(String path) {
    if (!path.startsWith("$")) {
      throw new IllegalArgumentException("a path begins with $: '" + path + "'");
    }
    List<String> steps = new ArrayList<>();
    Matcher matcher = STEP.matcher(path);
    int at = 1;
    while (at < path.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw new IllegalArgumentException(
            "the path '" + path + "' cannot be read from '" + path.substring(at) + "' on");
      }
      steps.add(step(matcher));
      at = matcher.end();
    }
    return new JsonPath(List.copyOf(steps));
  }

  /** Names are kept with a leading dot, indexes with a leading bracket. */
  private static String step(Matcher matcher) {
    if (matcher.group("name") != null) {
      return "*".equals(matcher.group("name")) ? "[*" : "." + matcher.group("name");
    }
    if (matcher.group("index") != null) {
      return "[" + matcher.group("index");
    }
    if (matcher.group("all") != null) {
      return "[*";
    }
    return "."
        + (matcher.group("single") != null ? matcher.group("single") : matcher.group("double"));
  }

  /** What the path finds, or a missing node; behind a wildcard always an array. */
  JsonNode in(JsonNode root) {
    return follow(root, 0);
  }

  private JsonNode follow(JsonNode node, int from) {
    JsonNode at = node;
    for (int i = from; i < steps.size(); i++) {
      String step = steps.get(i);
      if (step.equals("[*")) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        for (JsonNode child : at) {
          JsonNode value = follow(child, i + 1);
          if (!value.isMissingNode()) {
            found.add(value);
          }
        }
        return found.isEmpty() ? MissingNode.getInstance() : found;
      }
      at =
          step.charAt(0) == '.'
              ? at.path(step.substring(1))
              : at.path(Integer.parseInt(step.substring(1)));
    }
    return at;
  }
}
