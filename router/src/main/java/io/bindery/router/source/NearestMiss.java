package io.bindery.router.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why a pattern does not match an event: each field of the pattern is tried by itself. Where there
 * are alternatives, the one with the fewest misses is told.
 */
final class NearestMiss {
  private static final String OR = "$or";

  /** What is shown of a value: enough to see what is wrong. */
  private static final int SHOWN = 200;

  private static final int SHOWN_VALUES = 5;

  private final JsonNode event;

  private NearestMiss(JsonNode event) {
    this.event = event;
  }

  static List<Miss> of(JsonNode pattern, JsonNode event) {
    var misses = new NearestMiss(event).in(pattern, List.of());
    return misses.isEmpty() ? List.of(notTogether(pattern)) : misses;
  }

  /** EventBridge wants fields below one array to match in the same element of it. */
  private static Miss notTogether(JsonNode pattern) {
    return new Miss(
        "",
        Optional.empty(),
        pattern,
        "Each field fits by itself, but no single element of an array of the event fits all of"
            + " them.");
  }

  private List<Miss> in(JsonNode pattern, List<String> path) {
    var misses = new ArrayList<Miss>();
    for (var field : pattern.properties()) {
      var value = field.getValue();
      if (field.getKey().equals(OR) && isAlternatives(value)) {
        misses.addAll(nearest(value, path));
        continue;
      }
      var inner = new ArrayList<>(path);
      inner.add(field.getKey());
      if (value.isObject()) {
        misses.addAll(in(value, inner));
      } else if (!fits(inner, value)) {
        misses.add(miss(inner, value));
      }
    }
    return misses;
  }

  /** With other things in it the library takes it for a field of that name. */
  private static boolean isAlternatives(JsonNode value) {
    for (var alternative : value) {
      if (!alternative.isObject()) {
        return false;
      }
    }
    return value.isArray() && value.size() > 1;
  }

  private List<Miss> nearest(JsonNode alternatives, List<String> path) {
    List<Miss> nearest = null;
    for (var alternative : alternatives) {
      var misses = in(alternative, path);
      if (nearest == null || misses.size() < nearest.size()) {
        nearest = misses;
      }
    }
    return nearest == null ? List.of() : nearest;
  }

  private boolean fits(List<String> path, JsonNode wanted) {
    var pattern = wanted;
    for (int i = path.size() - 1; i >= 0; i--) {
      pattern = JsonNodeFactory.instance.objectNode().set(path.get(i), pattern);
    }
    try {
      return !EventPattern.alone(pattern).rulesForJSONEvent(event).isEmpty();
    } catch (IOException e) {
      throw new IllegalStateException("a part of a pattern that was read cannot be read", e);
    }
  }

  private Miss miss(List<String> path, JsonNode wanted) {
    var field = String.join(".", path);
    var values = new ArrayList<JsonNode>();
    gather(event, path, 0, values);
    var wants = shortened(wanted.toString());
    if (values.isEmpty()) {
      return new Miss(
          field,
          Optional.empty(),
          wanted,
          "%s is missing; the pattern wants %s.".formatted(field, wants));
    }
    var found =
        values.stream()
            .limit(SHOWN_VALUES)
            .map(value -> shortened(value.toString()))
            .collect(Collectors.joining(", "));
    return new Miss(
        field,
        Optional.of(values.get(0)),
        wanted,
        "%s = %s; the pattern wants %s.".formatted(field, found, wants));
  }

  /** As the library sees the event: arrays on the way are gone into. */
  private static void gather(JsonNode node, List<String> path, int depth, List<JsonNode> values) {
    if (node.isArray()) {
      node.forEach(element -> gather(element, path, depth, values));
    } else if (depth == path.size()) {
      values.add(node);
    } else if (node.has(path.get(depth))) {
      gather(node.get(path.get(depth)), path, depth + 1, values);
    }
  }

  private static String shortened(String json) {
    return json.codePointCount(0, json.length()) <= SHOWN
        ? json
        : json.substring(0, json.offsetByCodePoints(0, SHOWN)) + "…";
  }
}
