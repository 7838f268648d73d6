package io.bindery.packager.workflow;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RegistryLayout;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.workflow.JsonSchema;
import io.bindery.quilt.workflow.Located;
import io.bindery.quilt.workflow.SchemaReference;
import io.bindery.quilt.workflow.TimeLimit;
import io.bindery.quilt.workflow.WorkflowCheck;
import io.bindery.quilt.workflow.WorkflowChoice;
import io.bindery.quilt.workflow.WorkflowConfig;
import io.bindery.quilt.workflow.WorkflowException;
import io.bindery.quilt.workflow.WorkflowException.Rule;
import io.bindery.quilt.workflow.WorkflowPlan;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * The workflows of registries: {@code .quilt/workflows/config.yml} and the schemas that it names,
 * read from S3.
 */
public final class Workflows {
  private static final int MOST_NAMES = 20;

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
   * @return fails with a {@link WorkflowException} if the rules cannot be used, and with a {@link
   *     PackagingException} if they cannot be read
   */
  public CompletionStage<WorkflowCheck> rules(String registry, WorkflowChoice choice) {
    var limit =
        new TimeLimit(settings.timeLimit(), ", or raise bindery.packager.workflows.time-limit");
    return config(registry)
        .thenCompose(
            config -> {
              var plan = WorkflowPlan.of(config, choice);
              CompletionStage<Map<String, Located<JsonSchema>>> schemas =
                  CompletableFuture.completedFuture(new TreeMap<>());
              for (var id : plan.schemas()) {
                schemas = schemas.thenCompose(read -> with(read, registry, plan.schema(id)));
              }
              return schemas.thenApply(read -> plan.check(read, limit));
            });
  }

  /**
   * Whether data is copied when a revision is promoted from one registry to another; else the new
   * revision leads to where the data is.
   *
   * @return fails with a {@link WorkflowException} if the registry does not name the other one
   *     among its {@code successors}
   */
  public CompletionStage<Boolean> copiesData(String registry, String to) {
    return config(registry)
        .thenApply(
            config ->
                config
                    .map(read -> read.value().successors().get(to))
                    .orElseThrow(
                        () ->
                            new WorkflowException(
                                Rule.SUCCESSOR,
                                "s3://%s does not name s3://%s as a successor, %s: add it to 'successors' in %s, or promote to another registry."
                                    .formatted(registry, to, others(config), uri(registry)))));
  }

  private static String others(Optional<Located<WorkflowConfig>> config) {
    var names =
        config.map(read -> read.value().successors().keySet()).orElse(Set.of()).stream()
            .sorted()
            .map("s3://"::concat)
            .toList();
    return names.isEmpty()
        ? "nor any other registry"
        : "only "
            + String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)))
            + (names.size() > MOST_NAMES ? " and more" : "");
  }

  private CompletionStage<Optional<Located<WorkflowConfig>>> config(String registry) {
    return files.read(
        uri(registry), settings.maxConfig(), WorkflowConfig.class, WorkflowConfig::read);
  }

  private static S3Uri uri(String registry) {
    return S3Uri.of(registry, RegistryLayout.WORKFLOWS);
  }

  private CompletionStage<Map<String, Located<JsonSchema>>> with(
      Map<String, Located<JsonSchema>> read, String registry, SchemaReference schema) {
    return schema(registry, schema)
        .thenApply(
            it -> {
              read.put(schema.id(), it);
              return read;
            });
  }

  private CompletionStage<Located<JsonSchema>> schema(String registry, SchemaReference schema) {
    var uri = schema.uri();
    if (!uri.bucket().equals(registry) && !settings.schemaBuckets().contains(uri.bucket())) {
      throw schema.unusable(
          (": bucket '%s' is not allowed. Add it to bindery.packager.workflows.schema-buckets, or"
                  + " move the schema.")
              .formatted(uri.bucket()),
          Optional.empty());
    }
    return files
        .read(uri, settings.maxSchema(), JsonSchema.class, schema::read)
        .handle(
            (found, failure) -> {
              if (failure != null) {
                throw unread(schema, Failures.root(failure));
              }
              return found.orElseThrow(
                  () -> schema.unusable(". There is no such object.", Optional.empty()));
            });
  }

  private static RuntimeException unread(SchemaReference schema, Throwable failure) {
    if (failure instanceof WorkflowException known) {
      return known;
    }
    var explained = Failures.of("Reading the schema " + schema.url(), failure);
    return explained.isPassing()
        ? explained
        : schema.unusable(". " + explained.getMessage(), Optional.of(explained));
  }
}
