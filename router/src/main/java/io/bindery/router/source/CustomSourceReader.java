package io.bindery.router.source;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.field.FieldException;
import io.bindery.protocol.field.JsonFields;
import io.bindery.protocol.transform.InputTransformer;
import io.bindery.protocol.transform.JsonPath;
import io.bindery.protocol.transform.TransformException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads a source of the user's own. Pattern and input are worded as in EventBridge's PutRule and
 * PutTargets, so that they can be pasted.
 */
final class CustomSourceReader {
  private static final String ENABLED = "enabled";
  private static final String DESCRIPTION = "description";
  private static final String TRANSFORMER = "InputTransformer";
  private static final String PATHS = "InputPathsMap";
  private static final String TEMPLATE = "InputTemplate";
  private static final String PATH = "InputPath";
  private static final List<String> KEYS =
      List.of("name", ENABLED, DESCRIPTION, EventPattern.FIELD, TRANSFORMER, PATH);

  private static final int MAX_DESCRIPTION = 1000;

  /** As EventBridge has it for the names of rules. */
  private static final Pattern NAME = Pattern.compile("[.\\-_A-Za-z0-9]{1,64}");

  private CustomSourceReader() {}

  /**
   * Reads a source.
   *
   * @throws FieldException if it is not allowed
   */
  static Source.Custom read(String name, JsonFields source) throws FieldException {
    checkName(name);
    only(source, KEYS);
    if (source.has("name") && !source.text("name").equals(name)) {
      throw FieldException.notAllowed(
          source.path("name"),
          source.text("name"),
          name + ", as the source is called; leave it out");
    }
    var description = source.optionalText(DESCRIPTION).orElse("");
    if (description.length() > MAX_DESCRIPTION) {
      throw FieldException.notAllowed(
          source.path(DESCRIPTION), description, MAX_DESCRIPTION + " characters at most");
    }
    return new Source.Custom(
        name, flag(source, ENABLED), description, pattern(source), input(source));
  }

  static void checkName(String name) throws FieldException {
    if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
      throw FieldException.notAllowed("name", name, "1 to 64 letters, digits, dots, _ and -");
    }
    if (Source.isBuiltIn(name)) {
      throw FieldException.notAllowed("name", name, "another one: this source is built in");
    }
  }

  private static boolean flag(JsonFields source, String key) throws FieldException {
    if (!source.has(key)) {
      return true;
    }
    var value = source.tree().get(key);
    return switch (value.asText()) {
      case "true", "on" -> true;
      case "false", "off" -> false;
      default ->
          throw FieldException.notAllowed(source.path(key), value.toString(), "true or false");
    };
  }

  private static EventPattern pattern(JsonFields source) throws FieldException {
    // PutRule takes the pattern as a text; templates of CloudFormation have it as an object.
    var given = source.tree().path(EventPattern.FIELD);
    if (!given.isTextual() && !given.isObject()) {
      throw FieldException.notAllowed(
          source.path(EventPattern.FIELD),
          given.isMissingNode() ? "(absent)" : given.toString(),
          "an event pattern, such as {\"source\": [\"my.app\"]}");
    }
    return EventPattern.parse(given.isTextual() ? given.textValue() : given.toString());
  }

  private static Input input(JsonFields source) throws FieldException {
    if (source.has(TRANSFORMER) == source.has(PATH)) {
      throw FieldException.notAllowed(
          source.path(TRANSFORMER),
          source.has(PATH) ? "beside " + PATH : "(absent)",
          "given, with InputPathsMap and InputTemplate; or InputPath in its place, for events that"
              + " have a package description in them");
    }
    try {
      return source.has(PATH)
          ? new Input.Part(JsonPath.parse(PATH, source.text(PATH)))
          : transformed(source.object(TRANSFORMER));
    } catch (TransformException e) {
      throw FieldException.notAllowed(e.field(), e.value(), e.allowed());
    }
  }

  private static Input transformed(JsonFields transformer) throws FieldException {
    only(transformer, List.of(PATHS, TEMPLATE));
    return new Input.Transformed(
        InputTransformer.of(paths(transformer), transformer.text(TEMPLATE)));
  }

  private static Map<String, String> paths(JsonFields transformer) throws FieldException {
    var paths = new LinkedHashMap<String, String>();
    if (transformer.has(PATHS)) {
      var map = transformer.object(PATHS);
      for (var name : names(map.tree())) {
        paths.put(name, map.text(name));
      }
    }
    return paths;
  }

  private static void only(JsonFields object, List<String> keys) throws FieldException {
    for (var key : names(object.tree())) {
      if (!keys.contains(key)) {
        throw FieldException.notAllowed(
            object.path(key),
            object.tree().get(key).toString(),
            "left out, there is no such field; there are " + String.join(", ", keys));
      }
    }
  }

  private static List<String> names(JsonNode object) {
    return object.properties().stream().map(Map.Entry::getKey).toList();
  }
}
