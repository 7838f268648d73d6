package io.bindery.packager.preset;

import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Paths through JSON: {@code /Authors/*}, {@code /multiscales/0/name}, {@code
 * /@graph/[@id=./]/name}. A step is a name, a place in a list, {@code *} for each of a list, or
 * {@code [name=text]} for the first object of a list that has this text by that name, alone or in a
 * list.
 */
final class JsonSteps {
  private JsonSteps() {}

  static Map<String, List<JsonValue>> values(JsonObject document, Set<String> paths) {
    var found = new LinkedHashMap<String, List<JsonValue>>();
    for (var path : paths) {
      List<JsonValue> at = List.of(document);
      for (var step : steps(path)) {
        at = at.stream().flatMap(value -> next(value, step)).toList();
      }
      if (!at.isEmpty()) {
        found.put(path, at);
      }
    }
    return found;
  }

  /** A slash in brackets is none between steps. */
  private static List<String> steps(String path) {
    var steps = new ArrayList<String>();
    int from = 1;
    while (from <= path.length()) {
      int end =
          from < path.length() && path.charAt(from) == '['
              ? path.indexOf(']', from) + 1
              : path.indexOf('/', from);
      if (end <= 0) {
        end = path.length();
      }
      steps.add(path.substring(from, end));
      from = end + 1;
    }
    return steps;
  }

  private static Stream<JsonValue> next(JsonValue value, String step) {
    if (value instanceof JsonObject object) {
      return object.get(step).stream();
    }
    if (!(value instanceof JsonArray list)) {
      return Stream.empty();
    }
    if (step.equals("*")) {
      return list.items().stream();
    }
    if (step.startsWith("[")) {
      int sign = step.indexOf('=');
      var name = step.substring(1, sign);
      var text = step.substring(sign + 1, step.length() - 1);
      return list.items().stream().filter(item -> has(item, name, text)).limit(1);
    }
    return step.matches("[0-9]{1,6}") && Integer.parseInt(step) < list.items().size()
        ? Stream.of(list.items().get(Integer.parseInt(step)))
        : Stream.empty();
  }

  private static boolean has(JsonValue item, String name, String text) {
    return item instanceof JsonObject object
        && object
            .get(name)
            .filter(
                value ->
                    isText(value, text)
                        || (value instanceof JsonArray list
                            && list.items().stream().anyMatch(one -> isText(one, text))))
            .isPresent();
  }

  private static boolean isText(JsonValue value, String text) {
    return value instanceof JsonString one && one.value().equals(text);
  }
}
