package io.bindery.quilt.workflow;

import io.bindery.quilt.json.JsonBoolean;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.quilt.workflow.WorkflowException.Rule;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The workflows of a registry.
 *
 * @param required whether a package must follow one
 * @param standard the workflow of a package that asks for none in particular
 * @param workflows by name
 * @param schemas URLs by the ids that workflows use
 * @param successors by the buckets that revisions may be promoted to, whether data is copied there
 */
public record WorkflowConfig(
    boolean required,
    Optional<String> standard,
    Map<String, Workflow> workflows,
    Map<String, String> schemas,
    Map<String, Boolean> successors) {
  private static final JsonSchema STRUCTURE =
      JsonSchema.compile(JsonSchema.resource("config.schema.json"));
  private static final int[] NEWEST = {1, 1, 0};

  public WorkflowConfig {
    workflows = Map.copyOf(workflows);
    schemas = Map.copyOf(schemas);
    successors = Map.copyOf(successors);
  }

  /**
   * What one workflow asks of a package.
   *
   * @param handlePattern that the package's name must contain a match of
   * @param metadataSchema id of the schema for the package's metadata
   * @param entriesSchema id of the schema for the package's entries
   */
  public record Workflow(
      boolean messageRequired,
      Optional<String> handlePattern,
      Optional<String> metadataSchema,
      Optional<String> entriesSchema) {}

  /**
   * Reads a {@code config.yml}.
   *
   * @throws WorkflowException if it is not one, or of a later version
   */
  public static WorkflowConfig read(byte[] yaml) {
    var value = YamlReader.read(yaml);
    var reasons = STRUCTURE.check(value);
    if (!reasons.isEmpty()) {
      throw new WorkflowException(
          Rule.CONFIG, "Workflows config failed validation: %s.".formatted(reasons.text()));
    }
    var config = (JsonObject) value;
    checkVersion(config);
    var workflows = new LinkedHashMap<String, Workflow>();
    object(config, "workflows")
        .members()
        .forEach((name, workflow) -> workflows.put(name, workflow((JsonObject) workflow)));
    var schemas = new LinkedHashMap<String, String>();
    object(config, "schemas")
        .members()
        .forEach((id, schema) -> schemas.put(id, text((JsonObject) schema, "url").orElseThrow()));
    var successors = new LinkedHashMap<String, Boolean>();
    object(config, "successors")
        .members()
        .forEach(
            (uri, successor) ->
                bucket(uri)
                    .ifPresent(
                        bucket ->
                            successors.put(
                                bucket, flag((JsonObject) successor, "copy_data", true))));
    return new WorkflowConfig(
        flag(config, "is_workflow_required", true),
        text(config, "default_workflow"),
        workflows,
        schemas,
        successors);
  }

  /** Nothing for what names no bucket: no revision can be promoted there. */
  private static Optional<String> bucket(String uri) {
    try {
      var parsed = S3Uri.parse(uri);
      return parsed.key().isEmpty() ? Optional.of(parsed.bucket()) : Optional.empty();
    } catch (S3UriException e) {
      return Optional.empty();
    }
  }

  private static Workflow workflow(JsonObject workflow) {
    return new Workflow(
        flag(workflow, "is_message_required", false),
        filled(workflow, "handle_pattern"),
        filled(workflow, "metadata_schema"),
        filled(workflow, "entries_schema"));
  }

  private static void checkVersion(JsonObject config) {
    var version =
        text(config, "version")
            .orElseGet(() -> text(object(config, "version"), "base").orElseThrow());
    var parts = version.strip().split("\\.", -1);
    for (int i = 0; i < NEWEST.length; i++) {
      int part = i < parts.length ? number(parts[i]) : 0;
      if (part > NEWEST[i]) {
        throw new WorkflowException(
            Rule.VERSION,
            "Version '%s' is not supported: the newest that is known is 1.1.0."
                .formatted(padded(parts)));
      }
      if (part < NEWEST[i]) {
        return;
      }
    }
  }

  private static int number(String digits) {
    return digits.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(digits);
  }

  private static String padded(String[] parts) {
    return switch (parts.length) {
      case 1 -> parts[0] + ".0.0";
      case 2 -> parts[0] + "." + parts[1] + ".0";
      default -> String.join(".", parts);
    };
  }

  /**
   * The workflow that a package follows.
   *
   * @return its name; nothing if it follows none
   * @throws WorkflowException if it must follow one, or the one asked for does not exist
   */
  public Optional<String> select(WorkflowChoice choice) {
    var name =
        choice instanceof WorkflowChoice.Named named
            ? Optional.of(named.name())
            : choice instanceof WorkflowChoice.None ? Optional.<String>empty() : standard;
    if (name.isEmpty() && required) {
      throw new WorkflowException(
          Rule.SELECTION,
          "Workflow required, but none specified. Name one of %s in 'workflow'."
              .formatted(names()));
    }
    if (name.isPresent() && !workflows.containsKey(name.get())) {
      throw new WorkflowException(
          Rule.SELECTION,
          "There is no '%s' workflow in config. Name one of %s in 'workflow'."
              .formatted(name.get(), names()));
    }
    return name;
  }

  private String names() {
    return String.join(", ", workflows.keySet().stream().sorted().limit(20).toList());
  }

  private static JsonObject object(JsonObject in, String key) {
    return (JsonObject) in.get(key).orElse(JsonObject.EMPTY);
  }

  private static Optional<String> text(JsonObject in, String key) {
    return in.get(key)
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value());
  }

  /** An empty text counts as none. */
  private static Optional<String> filled(JsonObject in, String key) {
    return text(in, key).filter(text -> !text.isEmpty());
  }

  private static boolean flag(JsonObject in, String key, boolean otherwise) {
    return in.get(key).map(value -> value.equals(JsonBoolean.TRUE)).orElse(otherwise);
  }
}
