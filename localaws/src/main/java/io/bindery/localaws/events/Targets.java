package io.bindery.localaws.events;

import static io.bindery.localaws.events.EventsService.invalid;
import static io.bindery.localaws.events.EventsService.putIfSet;
import static io.bindery.localaws.events.EventsService.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.localaws.events.Rules.Target;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Targets as PutTargets brings and ListTargetsByRule tells them. */
final class Targets {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_PATHS = 100;
  private static final Set<String> KNOWN =
      Set.of(
          "Id",
          "Arn",
          "RoleArn",
          "Input",
          "InputPath",
          "InputTransformer",
          "SqsParameters",
          "DeadLetterConfig",
          "RetryPolicy");

  private Targets() {}

  static Target parse(JsonNode in) {
    in.fieldNames()
        .forEachRemaining(
            field -> {
              if (!KNOWN.contains(field)) {
                throw invalid(
                    "The local EventBridge does not know the target field " + field + ".");
              }
            });
    String id = text(in, "Id");
    String arn = text(in, "Arn");
    if (id.isEmpty() || id.length() > 64) {
      throw invalid("The target id '" + id + "' is not valid: it has 1 to 64 characters.");
    }
    if (!Arns.isQueue(arn) && !Arns.isTopic(arn)) {
      throw invalid(
          "The local EventBridge delivers to SQS queues and SNS topics; target "
              + id
              + " is "
              + arn
              + ".");
    }
    Map<String, String> paths = new TreeMap<>();
    JsonNode transformer = in.path("InputTransformer");
    transformer
        .path("InputPathsMap")
        .properties()
        .forEach(entry -> paths.put(entry.getKey(), entry.getValue().asText()));
    Target target =
        new Target(
            id,
            arn,
            text(in, "RoleArn"),
            text(in, "Input"),
            text(in, "InputPath"),
            paths,
            text(transformer, "InputTemplate"),
            text(in.path("SqsParameters"), "MessageGroupId"),
            text(in.path("DeadLetterConfig"), "Arn"));
    validateInput(target, transformer.isObject());
    return target;
  }

  private static void validateInput(Target target, boolean transformer) {
    int ways =
        (target.input().isEmpty() ? 0 : 1)
            + (target.inputPath().isEmpty() ? 0 : 1)
            + (transformer ? 1 : 0);
    if (ways > 1) {
      throw invalid(
          "Only one of Input, InputPath, or InputTransformer must be provided for target "
              + target.id()
              + ".");
    }
    if (transformer && target.inputTemplate().isEmpty()) {
      throw invalid("InputTemplate must be provided for target " + target.id() + ".");
    }
    if (!target.input().isEmpty()) {
      requireJson(target);
    }
    if (target.inputPaths().size() > MAX_PATHS) {
      throw invalid("InputPathsMap for target " + target.id() + " has more than 100 entries.");
    }
    requirePath(target, target.inputPath());
    target.inputPaths().values().forEach(path -> requirePath(target, path));
    for (String name : target.inputPaths().keySet()) {
      if (name.startsWith("AWS") || name.startsWith("aws.")) {
        throw invalid(
            "InputPathsMap for target " + target.id() + " has the reserved name " + name + ".");
      }
    }
    Set<String> unknown = InputTransform.unknownPlaceholders(target);
    if (!unknown.isEmpty()) {
      throw invalid(
          "InputTemplate for target "
              + target.id()
              + " contains invalid placeholder "
              + unknown.iterator().next()
              + ".");
    }
  }

  private static void requireJson(Target target) {
    try {
      JSON.readTree(target.input());
    } catch (JsonProcessingException e) {
      throw invalid("JSON syntax error in input for target " + target.id() + ".");
    }
  }

  private static void requirePath(Target target, String path) {
    if (!path.isEmpty()) {
      try {
        JsonPath.parse(path);
      } catch (IllegalArgumentException e) {
        throw invalid("Invalid InputPath for target " + target.id() + ": " + e.getMessage() + ".");
      }
    }
  }

  static void render(Target target, ObjectNode out) {
    out.put("Id", target.id()).put("Arn", target.arn());
    putIfSet(out, "RoleArn", target.roleArn());
    putIfSet(out, "Input", target.input());
    putIfSet(out, "InputPath", target.inputPath());
    if (!target.inputTemplate().isEmpty()) {
      ObjectNode transformer = out.putObject("InputTransformer");
      ObjectNode paths = transformer.putObject("InputPathsMap");
      target.inputPaths().forEach(paths::put);
      transformer.put("InputTemplate", target.inputTemplate());
    }
    if (!target.groupId().isEmpty()) {
      out.putObject("SqsParameters").put("MessageGroupId", target.groupId());
    }
    if (!target.deadLetterArn().isEmpty()) {
      out.putObject("DeadLetterConfig").put("Arn", target.deadLetterArn());
    }
  }
}
