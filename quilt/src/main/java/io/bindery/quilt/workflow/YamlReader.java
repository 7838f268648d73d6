package io.bindery.quilt.workflow;

import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonInteger;
import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.workflow.WorkflowException.Rule;
import io.bindery.quilt.yaml.PyYamlResolver;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads YAML 1.1 as PyYAML's safe loader does, into JSON. What is no text becomes something that is
 * no text: the value of a number or date is never asked for here. Aliases are counted each time
 * they are used, so that a small file cannot become a large one.
 */
final class YamlReader {
  private static final int MAX_DEPTH = 30;
  private static final int MAX_ALIASES = 1000;
  private static final int MAX_NODES = 100_000;

  private static final String YAML = "tag:yaml.org,2002:";
  private static final String MERGE = YAML + "merge";
  private static final Set<String> NO_TEXTS =
      Set.of(YAML + "int", YAML + "float", YAML + "timestamp", YAML + "binary", YAML + "value");
  private static final Set<String> FALSE = Set.of("no", "off", "false");
  private static final JsonValue NO_TEXT = JsonInteger.of(0);

  private int nodes;

  private YamlReader() {}

  /**
   * Reads one document.
   *
   * @return {@link JsonNull} if it is empty
   * @throws WorkflowException if it is none
   */
  static JsonValue read(byte[] bytes) {
    try {
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      var node = yaml(bytes.length).compose(new StringReader(text));
      return node == null ? JsonNull.NULL : new YamlReader().value(node, 0);
    } catch (CharacterCodingException e) {
      throw unparsed("it is not UTF-8", e);
    } catch (YAMLException e) {
      throw unparsed(e.getMessage(), e);
    } catch (StackOverflowError e) {
      throw unparsed("it is nested too deeply", e);
    }
  }

  private static WorkflowException unparsed(String reason, Throwable cause) {
    return new WorkflowException(
        Rule.CONFIG, "Couldn't parse workflows config as YAML: %s.".formatted(reason), cause);
  }

  private static Yaml yaml(int length) {
    var options = new LoaderOptions();
    options.setCodePointLimit(length + 1);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(MAX_ALIASES);
    options.setAllowDuplicateKeys(true);
    options.setAllowRecursiveKeys(false);
    var dump = new DumperOptions();
    return new Yaml(
        new SafeConstructor(options), new Representer(dump), dump, options, PyYamlResolver.whole());
  }

  private JsonValue value(Node node, int depth) {
    if (depth > MAX_DEPTH) {
      throw new YAMLException("it is more than %d levels deep".formatted(MAX_DEPTH));
    }
    if (++nodes > MAX_NODES) {
      throw new YAMLException("with its aliases it has more than %d values".formatted(MAX_NODES));
    }
    if (node instanceof MappingNode mapping) {
      return object(mapping, depth);
    }
    if (node instanceof SequenceNode sequence) {
      var values = new ArrayList<JsonValue>();
      sequence.getValue().forEach(item -> values.add(value(item, depth + 1)));
      return new JsonArray(values);
    }
    return scalar((ScalarNode) node);
  }

  private static JsonValue scalar(ScalarNode scalar) {
    var tag = scalar.getTag().getValue();
    if (tag.equals(Tag.STR.getValue())) {
      return new JsonString(scalar.getValue());
    }
    if (tag.equals(Tag.NULL.getValue())) {
      return JsonNull.NULL;
    }
    if (tag.equals(Tag.BOOL.getValue())) {
      return FALSE.contains(scalar.getValue().toLowerCase(Locale.ROOT))
          ? JsonBoolean.FALSE
          : JsonBoolean.TRUE;
    }
    if (NO_TEXTS.contains(tag)) {
      return NO_TEXT;
    }
    throw new YAMLException("the tag " + tag + " is unknown");
  }

  private JsonObject object(MappingNode mapping, int depth) {
    var tag = mapping.getTag();
    if (!tag.equals(Tag.MAP) && !tag.equals(Tag.SET) && !tag.equals(Tag.OMAP)) {
      throw new YAMLException("the tag " + tag.getValue() + " is unknown");
    }
    var own = new LinkedHashMap<String, JsonValue>();
    var merged = new LinkedHashMap<String, JsonValue>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && key.getTag().getValue().equals(MERGE)) {
        merge(tuple.getValueNode(), depth, merged);
      } else {
        own.put(key(tuple.getKeyNode()), value(tuple.getValueNode(), depth + 1));
      }
    }
    merged.putAll(own);
    return new JsonObject(merged);
  }

  /** What {@code <<} brings: of several mappings, the first that has a key. */
  private void merge(Node value, int depth, Map<String, JsonValue> into) {
    List<Node> mappings =
        value instanceof SequenceNode sequence ? sequence.getValue() : List.of(value);
    for (var node : mappings) {
      if (value(node, depth + 1) instanceof JsonObject object) {
        object.members().forEach(into::putIfAbsent);
      } else {
        throw new YAMLException("<< needs a mapping, or a list of mappings");
      }
    }
  }

  /** A key that is no text can be no name of anything, so it gets one that no rule allows. */
  private static String key(Node node) {
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar) instanceof JsonString text
          ? text.value()
          : "(" + scalar.getValue() + ")";
    }
    throw new YAMLException("a key is a list or mapping");
  }
}
