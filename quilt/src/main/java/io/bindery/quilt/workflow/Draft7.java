package io.bindery.quilt.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The part of a schema that draft 7 checks values by. All else is left out: hints such as {@code
 * format} and {@code contentMediaType}, which Python does not enforce; keywords of other drafts and
 * of this library; {@code $id}, which could only name what {@code $ref} would need.
 */
final class Draft7 {
  private static final Set<String> VALUES =
      Set.of("type", "multipleOf", "pattern", "required", "uniqueItems");
  private static final Set<String> ABOVE = Set.of("minimum", "exclusiveMinimum");
  private static final Set<String> BELOW = Set.of("maximum", "exclusiveMaximum");
  private static final Set<String> SIZES =
      Set.of("maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties");
  private static final Set<String> SCHEMAS =
      Set.of(
          "items",
          "additionalItems",
          "contains",
          "additionalProperties",
          "propertyNames",
          "if",
          "then",
          "else",
          "not");
  private static final Set<String> LISTS = Set.of("allOf", "anyOf", "oneOf");
  private static final Set<String> NAMED =
      Set.of("properties", "patternProperties", "dependencies", "definitions");

  private Draft7() {}

  /**
   * What of a valid schema counts.
   *
   * @throws PatternException if a pattern in it does not compile, also where it is not used
   */
  static JsonNode checks(JsonNode schema) {
    if (!schema.isObject()) {
      return schema;
    }
    var checks = new ObjectNode(JsonNodeFactory.instance);
    for (var member : schema.properties()) {
      var keyword = member.getKey();
      var value = member.getValue();
      if (VALUES.contains(keyword)) {
        if (keyword.equals("pattern")) {
          compile(value.textValue());
        }
        checks.set(keyword, value);
      } else if (keyword.equals("enum")) {
        checks.set(keyword, NonFinite.possible(value));
      } else if (keyword.equals("const")) {
        checks.set(keyword, value);
      } else if (ABOVE.contains(keyword) || BELOW.contains(keyword)) {
        NonFinite.bound(value, ABOVE.contains(keyword))
            .ifPresent(bound -> checks.set(keyword, bound));
      } else if (SIZES.contains(keyword)) {
        // No value has a larger size, so that a bound above says the same.
        checks.set(keyword, value.canConvertToInt() ? value : IntNode.valueOf(Integer.MAX_VALUE));
      } else if (SCHEMAS.contains(keyword)) {
        checks.set(keyword, value.isArray() ? list(value) : checks(value));
      } else if (LISTS.contains(keyword)) {
        checks.set(keyword, list(value));
      } else if (NAMED.contains(keyword)) {
        var named = named(value, keyword.equals("patternProperties"));
        if (!keyword.equals("definitions")) {
          checks.set(keyword, named);
        }
      }
    }
    if (NonFinite.isIn(checks.path("const"))) {
      checks.remove("const");
      checks.putArray("enum");
    }
    return checks;
  }

  /** The value of a keyword, with a function applied to each schema in it. */
  static JsonNode mapped(String keyword, JsonNode value, UnaryOperator<JsonNode> function) {
    if (LISTS.contains(keyword) || (SCHEMAS.contains(keyword) && value.isArray())) {
      var list = new ArrayNode(JsonNodeFactory.instance, value.size());
      value.forEach(schema -> list.add(function.apply(schema)));
      return list;
    }
    if (NAMED.contains(keyword)) {
      var named = new ObjectNode(JsonNodeFactory.instance);
      value.properties().forEach(it -> named.set(it.getKey(), function.apply(it.getValue())));
      return named;
    }
    return SCHEMAS.contains(keyword) ? function.apply(value) : value;
  }

  private static ArrayNode list(JsonNode schemas) {
    var list = new ArrayNode(JsonNodeFactory.instance, schemas.size());
    schemas.forEach(schema -> list.add(checks(schema)));
    return list;
  }

  private static ObjectNode named(JsonNode schemas, boolean byPattern) {
    var named = new ObjectNode(JsonNodeFactory.instance);
    for (var member : schemas.properties()) {
      if (byPattern) {
        compile(member.getKey());
      }
      // A dependency may also be a list of names.
      var value = member.getValue();
      named.set(member.getKey(), value.isArray() ? value : checks(value));
    }
    return named;
  }

  private static void compile(String pattern) {
    try {
      var unused = BoundedPattern.compile(pattern);
    } catch (PatternException e) {
      throw new PatternException(
          "the pattern '%s' is no regular expression: %s".formatted(pattern, e.getMessage()));
    }
  }

  /** Whether an array matches by type. */
  static boolean allowsArrays(JsonNode type) {
    if (type.isArray()) {
      for (var one : type) {
        if (allowsArrays(one)) {
          return true;
        }
      }
      return false;
    }
    return type.isMissingNode() || type.asText().equals("array");
  }
}
