package io.bindery.packager.workflow;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RegistryLayout;
import io.bindery.packager.workflow.WorkflowConfig.Workflow;
import io.bindery.packager.workflow.WorkflowException.Rule;
import io.bindery.packager.workflow.WorkflowFiles.Made;
import io.bindery.protocol.description.WorkflowChoice;
import io.bindery.protocol.s3.S3Uri;
import io.bindery.protocol.s3.S3UriException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * The workflows of registries: {@code .quilt/workflows/config.yml} and the schemas that it names.
 */
public final class Workflows {
  private final WorkflowFiles files;
  private final WorkflowSettings settings;

  /**
   * Workflows read from S3.
   *
   * @param blocking for what keeps a thread busy
   */
  public Workflows(S3AsyncClient s3, WorkflowSettings settings, Executor blocking) {
    this.files = new WorkflowFiles(s3, blocking);
    this.settings = settings;
  }

  /**
   * The rules for a package. Configuration and schemas are read and checked before any rule is
   * applied.
   *
   * @return fails with a {@link WorkflowException} if the rules cannot be used, and with another
   *     {@link PackagingException} if they cannot be read
   */
  public CompletionStage<WorkflowCheck> rules(String registry, WorkflowChoice choice) {
    var uri = S3Uri.of(registry, RegistryLayout.WORKFLOWS);
    return files
        .read(uri, settings.maxConfig(), WorkflowConfig.class, WorkflowConfig::read)
        .thenCompose(
            config ->
                config.isPresent()
                    ? selected(registry, config.get(), choice)
                    : CompletableFuture.completedFuture(unconfigured(choice)));
  }

  /**
   * Whether data is copied when a revision is promoted from one registry to another; else the new
   * revision leads to where the data is.
   *
   * @return fails with a {@link WorkflowException} if the registry does not name the other one
   *     among its {@code successors}
   */
  public CompletionStage<Boolean> copiesData(String registry, String to) {
    var uri = S3Uri.of(registry, RegistryLayout.WORKFLOWS);
    return files
        .read(uri, settings.maxConfig(), WorkflowConfig.class, WorkflowConfig::read)
        .thenApply(
            config ->
                config
                    .map(made -> made.value().successors().get(to))
                    .orElseThrow(
                        () ->
                            new WorkflowException(
                                Rule.SUCCESSOR,
                                ("s3://%s does not name s3://%s as a successor: add it to"
                                        + " 'successors' in %s, or promote to another registry.")
                                    .formatted(registry, to, uri))));
  }

  private static WorkflowCheck unconfigured(WorkflowChoice choice) {
    if (choice instanceof WorkflowChoice.Unspecified) {
      return WorkflowCheck.NONE;
    }
    throw new WorkflowException(
        Rule.SELECTION,
        "%s workflow is specified, but no workflows config exist. Leave 'workflow' out."
            .formatted(
                choice instanceof WorkflowChoice.Named named ? "'" + named.name() + "'" : "None"));
  }

  private CompletionStage<WorkflowCheck> selected(
      String registry, Made<WorkflowConfig> config, WorkflowChoice choice) {
    var name = config.value().select(choice);
    if (name.isEmpty()) {
      return CompletableFuture.completedFuture(WorkflowCheck.skipped(config.uri()));
    }
    var workflow = config.value().workflows().get(name.get());
    var pattern = workflow.handlePattern().map(it -> pattern(name.get(), it));
    return schema(registry, config.value(), workflow.metadataSchema())
        .thenCompose(
            metadata ->
                schema(registry, config.value(), workflow.entriesSchema())
                    .thenApply(
                        entries ->
                            check(config, name.get(), workflow, pattern, metadata, entries)));
  }

  private WorkflowCheck check(
      Made<WorkflowConfig> config,
      String name,
      Workflow workflow,
      Optional<BoundedPattern> pattern,
      Optional<Made<JsonSchema>> metadata,
      Optional<Made<JsonSchema>> entries) {
    return new WorkflowCheck(
        Optional.of(WorkflowCheck.recorded(config.uri(), name, workflow, metadata, entries)),
        workflow.messageRequired(),
        pattern,
        metadata.map(Made::value),
        entries.map(made -> EntriesRule.of(made.value())),
        settings.timeLimit());
  }

  private static BoundedPattern pattern(String workflow, String pattern) {
    try {
      return BoundedPattern.compile(pattern);
    } catch (PatternException e) {
      throw new WorkflowException(
          Rule.PATTERN,
          "The handle_pattern '%s' of workflow '%s' is no regular expression: %s."
              .formatted(pattern, workflow, e.getMessage()),
          e);
    }
  }

  private CompletionStage<Optional<Made<JsonSchema>>> schema(
      String registry, WorkflowConfig config, Optional<String> id) {
    if (id.isEmpty()) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var url = config.schemas().get(id.get());
    if (url == null) {
      throw wrong("There is no '%s' in schemas.".formatted(id.get()));
    }
    var uri = uri(url);
    if (!uri.bucket().equals(registry) && !settings.schemaBuckets().contains(uri.bucket())) {
      throw wrong(
          ("Couldn't load schema at %s: bucket '%s' is not allowed. Add it to"
                  + " bindery.packager.workflows.schema-buckets, or move the schema.")
              .formatted(url, uri.bucket()));
    }
    return files
        .read(
            uri,
            settings.maxSchema(),
            JsonSchema.class,
            bytes -> SchemaFile.read(id.get(), url, bytes))
        .handle(
            (schema, failure) -> {
              if (failure == null && schema.isPresent()) {
                return schema;
              }
              throw failure == null
                  ? wrong("Couldn't load schema at %s. There is no such object.".formatted(url))
                  : unread(url, Failures.root(failure));
            });
  }

  private static PackagingException unread(String url, Throwable failure) {
    if (failure instanceof WorkflowException known) {
      return known;
    }
    var explained = Failures.of("Reading the schema " + url, failure);
    return explained.isPassing()
        ? explained
        : new WorkflowException(
            Rule.SCHEMA,
            "Couldn't load schema at %s. %s".formatted(url, explained.getMessage()),
            explained);
  }

  private static S3Uri uri(String url) {
    if (url.strip().toLowerCase(Locale.ROOT).startsWith("file:")) {
      throw wrong(
          "Local schema '%s' can't be used on the remote registry. Give it as s3://bucket/key."
              .formatted(url));
    }
    try {
      var uri = S3Uri.parse(url);
      if (!uri.key().isEmpty()) {
        return uri;
      }
    } catch (S3UriException e) {
      throw wrong(
          "Couldn't parse URL '%s'. Give it as s3://bucket/key: %s.".formatted(url, e.reason()));
    }
    throw wrong("Couldn't parse URL '%s'. It names a bucket, not an object.".formatted(url));
  }

  private static WorkflowException wrong(String message) {
    return new WorkflowException(Rule.SCHEMA, message);
  }
}
