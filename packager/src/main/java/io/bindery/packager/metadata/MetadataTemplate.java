package io.bindery.packager.metadata;

import io.bindery.packager.template.MatchPattern;
import io.bindery.packager.template.Template;
import io.bindery.packager.template.TemplateException;
import io.bindery.packager.template.TemplateValues;
import io.bindery.packager.template.Word;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import java.math.BigInteger;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Metadata whose texts are templates. A date is not among what they can stand for: it would make a
 * new revision of the same content each day.
 */
public final class MetadataTemplate {
  private static final Set<Word> WORDS =
      EnumSet.of(
          Word.BUCKET,
          Word.PREFIX,
          Word.SEGMENT,
          Word.GROUP,
          Word.INFERRED,
          Word.PACKAGE,
          Word.REGISTRY,
          Word.WORKFLOW);

  /** Maps, lists, templates, and values that stay as they are. */
  private final Map<String, Object> tree;

  private MetadataTemplate(Map<String, Object> tree) {
    this.tree = tree;
  }

  /**
   * Reads all texts of a tree of maps, lists, texts, numbers, and true or false.
   *
   * @throws TemplateException if one is no template
   */
  public static MetadataTemplate of(Map<String, Object> tree, Optional<MatchPattern> match) {
    return new MetadataTemplate(parsed(tree, match));
  }

  private static Map<String, Object> parsed(Map<?, ?> tree, Optional<MatchPattern> match) {
    var parsed = new LinkedHashMap<String, Object>();
    // The order of a settings file is not kept when it is read.
    tree.entrySet().stream()
        .sorted((a, b) -> a.getKey().toString().compareTo(b.getKey().toString()))
        .forEach(entry -> parsed.put(entry.getKey().toString(), node(entry.getValue(), match)));
    return parsed;
  }

  private static Object node(Object value, Optional<MatchPattern> match) {
    if (value instanceof Map<?, ?> map) {
      return parsed(map, match);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(item -> node(item, match)).toList();
    }
    return value instanceof String text
        ? Template.parse(text, WORDS).checkedAgainst(match)
        : constant(value);
  }

  private static JsonValue constant(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? JsonBoolean.TRUE : JsonBoolean.FALSE;
    }
    if (value instanceof Integer || value instanceof Long) {
      return JsonInteger.of(((Number) value).longValue());
    }
    if (value instanceof BigInteger number) {
      return new JsonInteger(number);
    }
    return value instanceof Number number ? new JsonFloat(number.doubleValue()) : JsonNull.NULL;
  }

  /**
   * The metadata.
   *
   * @throws TemplateException if a placeholder without a fallback has no value
   */
  public JsonObject fill(TemplateValues values) {
    return object(tree, values);
  }

  private static JsonObject object(Map<?, ?> map, TemplateValues values) {
    var members = new LinkedHashMap<String, JsonValue>();
    map.forEach((key, value) -> members.put(key.toString(), filled(value, values)));
    return new JsonObject(members);
  }

  private static JsonValue filled(Object node, TemplateValues values) {
    if (node instanceof Map<?, ?> map) {
      return object(map, values);
    }
    if (node instanceof List<?> list) {
      return new JsonArray(list.stream().map(item -> filled(item, values)).toList());
    }
    return node instanceof Template template
        ? new JsonString(template.fill(values))
        : (JsonValue) node;
  }
}
