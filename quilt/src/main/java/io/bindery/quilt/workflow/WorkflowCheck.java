package io.bindery.quilt.workflow;

import io.bindery.quilt.json.JsonNull;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonValue;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.workflow.WorkflowConfig.Workflow;
import io.bindery.quilt.workflow.WorkflowException.Rule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rules that one package must follow, read and ready. */
public final class WorkflowCheck {
  /** For a registry without a configuration. */
  public static final WorkflowCheck NONE =
      new WorkflowCheck(
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          new TimeLimit(Duration.ZERO, ""));

  private final Optional<JsonObject> recorded;
  private final boolean messageRequired;
  private final Optional<BoundedPattern> name;
  private final Optional<JsonSchema> metadata;
  private final Optional<EntriesRule> entries;
  private final TimeLimit timeLimit;

  WorkflowCheck(
      Optional<JsonObject> recorded,
      boolean messageRequired,
      Optional<BoundedPattern> name,
      Optional<JsonSchema> metadata,
      Optional<EntriesRule> entries,
      TimeLimit timeLimit) {
    this.recorded = recorded;
    this.messageRequired = messageRequired;
    this.name = name;
    this.metadata = metadata;
    this.entries = entries;
    this.timeLimit = timeLimit;
  }

  /** No workflow is followed though there are some. */
  static WorkflowCheck skipped(S3Uri config) {
    return new WorkflowCheck(
        Optional.of(
            JsonObject.EMPTY
                .with("id", JsonNull.NULL)
                .with("config", new JsonString(config.toString()))),
        false,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        new TimeLimit(Duration.ZERO, ""));
  }

  /** What the header of the manifest says of a workflow: versions and all. */
  static JsonObject recorded(
      S3Uri config,
      String name,
      Workflow workflow,
      Optional<Located<JsonSchema>> metadata,
      Optional<Located<JsonSchema>> entries) {
    Map<String, JsonValue> schemas = new LinkedHashMap<>();
    metadata.ifPresent(
        made -> schemas.put(workflow.metadataSchema().orElseThrow(), text(made.uri())));
    entries.ifPresent(
        made -> schemas.put(workflow.entriesSchema().orElseThrow(), text(made.uri())));
    var recorded = JsonObject.EMPTY.with("id", new JsonString(name)).with("config", text(config));
    return schemas.isEmpty() ? recorded : recorded.with("schemas", new JsonObject(schemas));
  }

  private static JsonString text(S3Uri uri) {
    return new JsonString(uri.toString());
  }

  /** The header's {@code workflow}; nothing if the registry has no configuration. */
  public Optional<JsonObject> recorded() {
    return recorded;
  }

  /** The workflow that is followed, if one is. */
  public Optional<String> workflow() {
    return recorded
        .flatMap(it -> it.get("id"))
        .filter(JsonString.class::isInstance)
        .map(id -> ((JsonString) id).value());
  }

  /**
   * Checks what is known before anything is hashed.
   *
   * @param metadata as it will be in the header, {@code {}} if it is not there at all
   * @throws WorkflowException with the first of message, name and metadata that is wrong
   */
  public void checkPackage(PackageName packageName, Optional<String> message, JsonValue metadata) {
    var broken = new ArrayList<WorkflowException>();
    for (var check :
        List.<Runnable>of(
            () -> checkMessage(message),
            () -> checkName(packageName),
            () -> checkMetadata(metadata))) {
      try {
        check.run();
      } catch (WorkflowException e) {
        broken.add(e);
      }
    }
    if (!broken.isEmpty()) {
      throw WorkflowException.of(workflow(), broken);
    }
  }

  private void checkMessage(Optional<String> message) {
    if (messageRequired && message.filter(text -> !text.isEmpty()).isEmpty()) {
      throw new WorkflowException(
          Rule.MESSAGE, "Commit message is required by workflow, but none was provided. Give one.");
    }
  }

  private void checkName(PackageName packageName) {
    try {
      if (name.isPresent() && !name.get().isIn(packageName.value())) {
        throw new WorkflowException(
            Rule.NAME,
            "Package name doesn't match required pattern. '%s' has no match of '%s'."
                .formatted(packageName, name.get()));
      }
    } catch (PatternException e) {
      throw new WorkflowException(
          Rule.NAME, "Package name could not be checked: %s.".formatted(e.getMessage()), e);
    }
  }

  private void checkMetadata(JsonValue value) {
    try {
      var reasons = metadata.map(schema -> schema.check(value)).orElse(Reasons.NONE);
      if (!reasons.isEmpty()) {
        var told =
            value instanceof JsonNull
                ? "the package has no metadata, but the workflow's schema asks for it (%s)"
                : "%s";
        throw new WorkflowException(
            Rule.METADATA,
            "Metadata failed validation: %s.".formatted(told.formatted(reasons.text())),
            reasons);
      }
    } catch (PatternException e) {
      throw new WorkflowException(
          Rule.METADATA, "Metadata failed validation: %s.".formatted(e.getMessage()), e);
    }
  }

  /** Begins to check the entries of a package. */
  public EntriesCheck entries() {
    return new EntriesCheck(entries.map(EntriesRule::start), timeLimit, workflow());
  }
}
