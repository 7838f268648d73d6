package io.bindery.protocol.transform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bindery.protocol.event.BridgeEvent;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * EventBridge's input transformer: variables, each the part of the event that a path finds, and a
 * template in which {@code <variable>} stands for it. Outside quotes a value goes in as JSON,
 * inside quotes as text: an object or list without its quotes, a text escaped as JSON needs it. (Of
 * texts with quotes EventBridge makes what is no JSON.) A variable whose path finds nothing is an
 * empty text. Sources: "Amazon EventBridge input transformation" in the user guide, and
 * "InputTransformer" in the API reference, whose limits hold here.
 */
public final class InputTransformer {
  /** The most variables, and the most characters of a template, that EventBridge takes. */
  static final int MAX_PATHS = 100;

  static final int MAX_TEMPLATE = 8192;

  /** No queue takes more; a template of a few lines could make hundreds of times the event. */
  static final int MAX_OUTPUT = 1 << 20;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,256}");
  private static final String RESERVED = "aws.";

  private static final String RULE_ARN = "aws.events.rule-arn";
  private static final String RULE_NAME = "aws.events.rule-name";
  private static final String EVENT = "aws.events.event";
  private static final String EVENT_JSON = "aws.events.event.json";
  private static final String INGESTED = "aws.events.event.ingestion-time";
  private static final Set<String> PREDEFINED =
      Set.of(RULE_ARN, RULE_NAME, EVENT, EVENT_JSON, INGESTED);

  private final Map<String, JsonPath> paths;
  private final InputTemplate template;

  private InputTransformer(Map<String, JsonPath> paths, InputTemplate template) {
    this.paths = paths;
    this.template = template;
  }

  /**
   * Reads a transformer.
   *
   * @param inputPaths {@code InputPathsMap}: up to 100 paths by the variable's name
   * @param inputTemplate {@code InputTemplate}: 1 to 8,192 characters
   * @throws TransformException if a path or the template cannot be read, or the template has a
   *     variable that nothing defines
   */
  public static InputTransformer of(Map<String, String> inputPaths, String inputTemplate) {
    if (inputPaths.size() > MAX_PATHS) {
      throw new TransformException(
          "InputPathsMap", inputPaths.size() + " paths", MAX_PATHS + " paths at most");
    }
    var paths = new LinkedHashMap<String, JsonPath>();
    inputPaths.forEach(
        (name, path) -> {
          var field = "InputPathsMap." + name;
          if (!NAME.matcher(name).matches() || isReserved(name)) {
            throw new TransformException(
                "InputPathsMap",
                name,
                "names of letters, digits, _ and -, of which none begins with aws.");
          }
          paths.put(name, JsonPath.parse(field, path));
        });
    var known = new TreeSet<>(PREDEFINED);
    known.addAll(paths.keySet());
    return new InputTransformer(paths, InputTemplate.parse(inputTemplate, known));
  }

  private static boolean isReserved(String name) {
    return name.regionMatches(true, 0, RESERVED, 0, RESERVED.length());
  }

  /**
   * What the target gets.
   *
   * @throws io.bindery.quilt.pattern.TooComplexException if it is too long for any target
   */
  public String apply(BridgeEvent event, RuleFacts rule) {
    return template.fill(values(event, rule));
  }

  private Function<String, JsonNode> values(BridgeEvent event, RuleFacts rule) {
    return name ->
        switch (name) {
          case RULE_ARN -> TextNode.valueOf(rule.arn());
          case RULE_NAME -> TextNode.valueOf(rule.name());
          case EVENT -> withoutDetail(event.tree());
          case EVENT_JSON -> event.tree();
          case INGESTED ->
              TextNode.valueOf(rule.ingested().truncatedTo(ChronoUnit.SECONDS).toString());
          default -> {
            var value = paths.get(name).in(event.tree());
            yield value.isMissingNode() ? TextNode.valueOf("") : value;
          }
        };
  }

  /** EventBridge leaves the detail out there, and writes the type's name in one word. */
  private static JsonNode withoutDetail(JsonNode event) {
    var rest = JsonNodeFactory.instance.objectNode();
    event
        .properties()
        .forEach(
            field -> {
              if (!field.getKey().equals("detail")) {
                rest.set(
                    field.getKey().equals("detail-type") ? "detailType" : field.getKey(),
                    field.getValue());
              }
            });
    return rest;
  }
}
