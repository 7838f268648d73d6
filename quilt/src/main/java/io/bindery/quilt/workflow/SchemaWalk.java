package io.bindery.quilt.workflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A schema of {@link Draft7} as a list of its keywords, to find what fails in the order and the
 * number in which Python's jsonschema finds it: keywords in the order of the schema, members in the
 * order of the schema or of the object, items by position; of {@code anyOf} and its like the whole,
 * of {@code allOf} and its like each branch. The library decides each single keyword; it knows no
 * such order.
 *
 * <p>Built only once a value has failed, and not beyond what that value reaches.
 */
final class SchemaWalk {
  private interface Keyword {
    void find(JsonNode value, Place place, Found found);
  }

  private final JsonNode schema;
  private List<Keyword> keywords;

  SchemaWalk(JsonNode schema) {
    this.schema = schema;
  }

  /** Adds what is wrong with a value. */
  void find(JsonNode value, Place place, Found found) {
    if (schema.isBoolean()) {
      if (!schema.booleanValue()) {
        found.add(place, "the schema allows no value here");
      }
      return;
    }
    if (keywords == null) {
      keywords = keywords();
    }
    BoundedPattern.compared(1);
    for (var keyword : keywords) {
      if (found.isFull()) {
        return;
      }
      keyword.find(value, place, found);
    }
  }

  private List<Keyword> keywords() {
    var list = new ArrayList<Keyword>();
    for (var member : schema.properties()) {
      var keyword = keyword(member.getKey(), member.getValue());
      if (keyword != null) {
        list.add(keyword);
      }
    }
    return list;
  }

  private Keyword keyword(String name, JsonNode wanted) {
    return switch (name) {
      case "properties" -> properties(walks(wanted));
      case "patternProperties" -> patternProperties(walks(wanted));
      case "additionalProperties" -> additionalProperties(wanted);
      case "propertyNames" -> propertyNames(new SchemaWalk(wanted));
      case "dependencies" -> dependencies(wanted);
      case "items" -> wanted.isArray() ? positions(list(wanted)) : items(new SchemaWalk(wanted), 0);
      case "additionalItems" -> additionalItems(wanted);
      case "allOf" -> {
        var all = list(wanted);
        yield (value, place, found) -> all.forEach(one -> one.find(value, place, found));
      }
      case "if" -> condition(wanted);
      case "then", "else", "definitions" -> null;
      case "required" -> required(wanted);
      default -> whole(name, wanted);
    };
  }

  private static Map<String, SchemaWalk> walks(JsonNode named) {
    var walks = new LinkedHashMap<String, SchemaWalk>();
    named.properties().forEach(it -> walks.put(it.getKey(), new SchemaWalk(it.getValue())));
    return walks;
  }

  private static List<SchemaWalk> list(JsonNode schemas) {
    var list = new ArrayList<SchemaWalk>();
    schemas.forEach(one -> list.add(new SchemaWalk(one)));
    return list;
  }

  private static Keyword properties(Map<String, SchemaWalk> walks) {
    return (value, place, found) -> {
      if (value.isObject()) {
        walks.forEach(
            (name, walk) -> {
              if (value.has(name)) {
                walk.find(value.get(name), place.member(name), found);
              }
            });
      }
    };
  }

  private static Keyword patternProperties(Map<String, SchemaWalk> walks) {
    return (value, place, found) -> {
      if (!value.isObject()) {
        return;
      }
      walks.forEach(
          (source, walk) -> {
            var pattern = BoundedPattern.compile(source);
            for (var member : value.properties()) {
              if (!found.isFull() && pattern.isIn(member.getKey())) {
                walk.find(member.getValue(), place.member(member.getKey()), found);
              }
            }
          });
    };
  }

  private Keyword additionalProperties(JsonNode wanted) {
    var walk = new SchemaWalk(wanted);
    return (value, place, found) -> {
      if (!value.isObject()) {
        return;
      }
      var extra = additional(value);
      if (wanted.isObject()) {
        extra.forEach(name -> walk.find(value.get(name), place.member(name), found));
      } else if (!wanted.booleanValue() && !extra.isEmpty()) {
        found.add(
            place,
            "additional properties are not allowed: "
                + extra.stream()
                    .limit(20)
                    .map("'%s'"::formatted)
                    .collect(Collectors.joining(", ")));
      }
    };
  }

  private List<String> additional(JsonNode value) {
    var patterns = new ArrayList<BoundedPattern>();
    schema
        .path("patternProperties")
        .fieldNames()
        .forEachRemaining(source -> patterns.add(BoundedPattern.compile(source)));
    var extra = new ArrayList<String>();
    value
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!schema.path("properties").has(name)
                  && patterns.stream().noneMatch(pattern -> pattern.isIn(name))) {
                extra.add(name);
              }
            });
    return extra;
  }

  /** Names have no place of their own. */
  private static Keyword propertyNames(SchemaWalk walk) {
    return (value, place, found) -> {
      if (value.isObject()) {
        value
            .fieldNames()
            .forEachRemaining(
                name -> walk.find(JsonNodeFactory.instance.textNode(name), place, found));
      }
    };
  }

  private static Keyword dependencies(JsonNode wanted) {
    var keywords = new LinkedHashMap<String, Keyword>();
    wanted
        .properties()
        .forEach(
            it ->
                keywords.put(
                    it.getKey(),
                    it.getValue().isArray()
                        ? needed(it.getKey(), it.getValue())
                        : new SchemaWalk(it.getValue())::find));
    return (value, place, found) -> {
      if (value.isObject()) {
        keywords.forEach(
            (name, keyword) -> {
              if (value.has(name)) {
                keyword.find(value, place, found);
              }
            });
      }
    };
  }

  private static Keyword needed(String by, JsonNode names) {
    return (value, place, found) -> {
      for (var name : names) {
        if (!value.has(name.textValue())) {
          found.add(place, "property '%s' needs '%s'".formatted(by, name.textValue()));
        }
      }
    };
  }

  private static Keyword required(JsonNode names) {
    return (value, place, found) -> {
      if (value.isObject()) {
        for (var name : names) {
          if (!value.has(name.textValue())) {
            found.addMissing(place, name.textValue());
          }
        }
      }
    };
  }

  private static Keyword positions(List<SchemaWalk> walks) {
    return (value, place, found) -> {
      if (value.isArray()) {
        for (int i = 0; i < Math.min(walks.size(), value.size()); i++) {
          walks.get(i).find(value.get(i), place.item(i), found);
        }
      }
    };
  }

  private static Keyword items(SchemaWalk walk, int from) {
    return (value, place, found) -> {
      if (value.isArray()) {
        for (int i = from; i < value.size() && !found.isFull(); i++) {
          walk.find(value.get(i), place.item(i), found);
        }
      }
    };
  }

  /** They count only beside a list of positions. */
  private Keyword additionalItems(JsonNode wanted) {
    var positions = schema.path("items");
    if (!positions.isArray()) {
      return null;
    }
    if (wanted.isObject()) {
      return items(new SchemaWalk(wanted), positions.size());
    }
    return (value, place, found) -> {
      if (!wanted.booleanValue() && value.isArray() && value.size() > positions.size()) {
        found.add(
            place, "there may be %d items, there are %d".formatted(positions.size(), value.size()));
      }
    };
  }

  private Keyword condition(JsonNode wanted) {
    var test = JsonSchema.part(wanted);
    var then = new SchemaWalk(schema.path("then"));
    var otherwise = new SchemaWalk(schema.path("else"));
    return (value, place, found) -> {
      var follows = test.allows(value) ? then : otherwise;
      if (!follows.schema.isMissingNode()) {
        follows.find(value, place, found);
      }
    };
  }

  /** Fails once, whatever is below it. */
  private static Keyword whole(String name, JsonNode wanted) {
    var alone = new ObjectNode(JsonNodeFactory.instance);
    alone.set(name, wanted);
    var check = JsonSchema.part(alone);
    return (value, place, found) -> {
      if (!check.allows(value)) {
        found.add(place, check.words(name, value));
      }
    };
  }
}
