package io.bindery.localaws.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.bindery.localaws.events.Rules.Target;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a target is sent for an event: the event, a constant, a part of it, or a filled template, as
 * the user guide's "Amazon EventBridge input transformation" has it. Pure.
 */
final class InputTransform {
  private static final Pattern PLACEHOLDER = Pattern.compile("<([A-Za-z0-9_.-]+)>");
  private static final Set<String> PREDEFINED =
      Set.of(
          "aws.events.rule-arn",
          "aws.events.rule-name",
          "aws.events.event",
          "aws.events.event.json",
          "aws.events.event.ingestion-time");

  private InputTransform() {}

  /** Names in the template that neither the paths nor EventBridge define. */
  static Set<String> unknownPlaceholders(Target target) {
    Set<String> unknown = new TreeSet<>();
    Matcher matcher = PLACEHOLDER.matcher(target.inputTemplate());
    while (matcher.find()) {
      String name = matcher.group(1);
      if (!PREDEFINED.contains(name) && !target.inputPaths().containsKey(name)) {
        unknown.add(name);
      }
    }
    return unknown;
  }

  /** The message for the target. */
  static String apply(
      Target target, ObjectNode event, String ruleName, String ruleArn, Instant received) {
    if (!target.input().isEmpty()) {
      return target.input();
    }
    if (!target.inputPath().isEmpty()) {
      JsonNode part = JsonPath.parse(target.inputPath()).in(event);
      return part.isMissingNode() ? "null" : part.toString();
    }
    if (!target.inputTemplate().isEmpty()) {
      return fill(target.inputTemplate(), values(target, event, ruleName, ruleArn, received));
    }
    return event.toString();
  }

  private static Map<String, JsonNode> values(
      Target target, ObjectNode event, String ruleName, String ruleArn, Instant received) {
    Map<String, JsonNode> values = new HashMap<>();
    target
        .inputPaths()
        .forEach(
            (name, path) -> {
              JsonNode value = JsonPath.parse(path).in(event);
              values.put(name, value.isMissingNode() ? TextNode.valueOf("") : value);
            });
    values.put("aws.events.rule-arn", TextNode.valueOf(ruleArn));
    values.put("aws.events.rule-name", TextNode.valueOf(ruleName));
    values.put("aws.events.event.json", event);
    values.put("aws.events.event", withoutDetail(event));
    values.put(
        "aws.events.event.ingestion-time",
        TextNode.valueOf(received.truncatedTo(ChronoUnit.SECONDS).toString()));
    return values;
  }

  /** EventBridge renames the type there. */
  private static ObjectNode withoutDetail(ObjectNode event) {
    ObjectNode rest = JsonNodeFactory.instance.objectNode();
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

  /** Outside quotes a value goes in as JSON, inside quotes as text, escaped. */
  private static String fill(String template, Map<String, JsonNode> values) {
    StringBuilder filled = new StringBuilder(template.length() * 2);
    Matcher matcher = PLACEHOLDER.matcher(template);
    boolean quoted = false;
    int at = 0;
    while (at < template.length()) {
      char c = template.charAt(at);
      if (c == '\\' && quoted && at + 1 < template.length()) {
        filled.append(c).append(template.charAt(at + 1));
        at += 2;
        continue;
      }
      if (c == '<' && matcher.find(at) && matcher.start() == at) {
        JsonNode value = values.get(matcher.group(1));
        if (value != null) {
          filled.append(quoted ? escaped(value) : value.toString());
          at = matcher.end();
          continue;
        }
      }
      if (c == '"') {
        quoted = !quoted;
      }
      filled.append(c);
      at++;
    }
    return filled.toString();
  }

  private static String escaped(JsonNode value) {
    String json =
        TextNode.valueOf(value.isTextual() ? value.asText() : value.toString()).toString();
    return json.substring(1, json.length() - 1);
  }
}
