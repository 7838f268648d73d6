package io.bindery.packager.metadata;

import io.bindery.protocol.field.FieldException;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonFloat;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.yaml.PyYamlResolver;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads metadata in YAML 1.1, as PyYAML does. Dates, and numbers to the base of 60, stay the texts
 * that they are written as. Aliases are refused: with them a few lines can stand for more than fits
 * into any memory.
 */
final class YamlMetadata {
  private static final int MAX_KEY = 1000;

  private YamlMetadata() {}

  static JsonValue read(String text) {
    try {
      refuseWhatGrows(text);
      return value(yaml(text.length()).load(text));
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      throw new MetadataFileException(
          mark == null
              ? e.getProblem()
              : "line %d, column %d: %s"
                  .formatted(mark.getLine() + 1, mark.getColumn() + 1, e.getProblem()),
          e);
    } catch (MetadataFileException e) {
      throw e;
    } catch (NumberFormatException e) {
      throw new MetadataFileException(
          "a value begins as a number and has no digits, as 0x_ does: write it in quotes", e);
    } catch (RuntimeException e) {
      // SnakeYAML throws many kinds at values that are not what their tags say.
      throw new MetadataFileException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The scanner looks at all open lists for each character: depth is told before it is read on. */
  private static void refuseWhatGrows(String text) {
    int depth = 0;
    for (var event : yaml(text.length()).parse(new StringReader(text))) {
      if (event instanceof CollectionStartEvent start && ++depth > MetadataFile.MAX_DEPTH) {
        throw new MetadataFileException(
            "line %d: it is more than %d levels deep"
                .formatted(start.getStartMark().getLine() + 1, MetadataFile.MAX_DEPTH));
      }
      if (event instanceof CollectionEndEvent) {
        depth--;
      }
      if (event instanceof AliasEvent alias) {
        throw new MetadataFileException(
            "line %d: the alias *%s is not allowed: write its value out"
                .formatted(alias.getStartMark().getLine() + 1, alias.getAnchor()));
      }
    }
  }

  private static Yaml yaml(int length) {
    var options = new LoaderOptions();
    options.setCodePointLimit(length + 1);
    options.setNestingDepthLimit(MetadataFile.MAX_DEPTH);
    options.setAllowDuplicateKeys(false);
    var dump = new DumperOptions();
    return new Yaml(
        new SafeConstructor(options), new Representer(dump), dump, options, PyYamlResolver.plain());
  }

  private static JsonValue value(Object loaded) {
    if (loaded == null) {
      return JsonNull.NULL;
    }
    if (loaded instanceof String text) {
      return new JsonString(text);
    }
    if (loaded instanceof Boolean flag) {
      return flag ? JsonBoolean.TRUE : JsonBoolean.FALSE;
    }
    if (loaded instanceof Double number) {
      if (!Double.isFinite(number)) {
        throw new YAMLException("the number %s cannot be in metadata".formatted(number));
      }
      return new JsonFloat(number);
    }
    if (loaded instanceof BigInteger number) {
      return new JsonInteger(number);
    }
    if (loaded instanceof Number number) {
      return JsonInteger.of(number.longValue());
    }
    if (loaded instanceof List<?> list) {
      return new JsonArray(list.stream().map(YamlMetadata::value).toList());
    }
    if (loaded instanceof Map<?, ?> map) {
      return object(map);
    }
    throw new YAMLException(
        "a value of the type %s cannot be in metadata"
            .formatted(loaded.getClass().getSimpleName()));
  }

  private static JsonObject object(Map<?, ?> map) {
    var members = new LinkedHashMap<String, JsonValue>();
    map.forEach(
        (key, value) -> {
          var name = String.valueOf(key);
          if (!(key instanceof String || key instanceof Number || key instanceof Boolean)
              || name.length() > MAX_KEY) {
            throw new YAMLException(
                "the name '%s' is not allowed: it must be a text of at most %d characters"
                    .formatted(FieldException.shown(name), MAX_KEY));
          }
          if (members.put(name, value(value)) != null) {
            throw new YAMLException(
                "the name '%s' is there twice, once as a text"
                    .formatted(FieldException.shown(name)));
          }
        });
    return new JsonObject(members);
  }
}
