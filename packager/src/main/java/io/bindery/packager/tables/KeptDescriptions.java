package io.bindery.packager.tables;

import akka.Done;
import io.bindery.packager.intake.DescriptionIntake;
import io.bindery.packager.job.JobId;
import io.bindery.packager.state.JobState;
import io.bindery.platform.database.Tables;
import io.bindery.protocol.description.BatchId;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.text.SafeText;
import io.bindery.quilt.Excerpt;
import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonObject;
import io.bindery.quilt.json.JsonString;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps descriptions that were refused in the list of jobs, so that what became of a batch can be
 * found there although it became no package. The message itself is in the dead-letter queue.
 */
public final class KeptDescriptions implements DescriptionIntake.Refused {
  /** S3's longest key, percent-encoded, with its bucket. */
  private static final int LONGEST_SOURCE = 3_200;

  private static final int LONGEST_REASON = 2_000;

  private static final String KEEP =
      """
      WITH written AS (
        INSERT INTO package_job (job_id, entity_id, registry, package_name, source, state, requests,
          attempt, error, accepted_at, updated_at, finished_at, batches, source_bucket,
          source_prefix)
        VALUES ($1, '', $2, $9, $3, $10, 1, 0, $4, $5, $5, $5, $6, $7, $8)
        ON CONFLICT (job_id) DO UPDATE SET requests = package_job.requests + 1, error = $4,
          updated_at = $5
        RETURNING *)
      """
          + JobChanges.told("j.state", "j.updated_at", "written j");

  private static final String UNWANTED =
      "The package policy of this folder says package = off: it is announced, and nothing is made of it by itself. Make it with: bindery package %s";

  private final Tables tables;

  public KeptDescriptions(Tables tables) {
    this.tables = tables;
  }

  /**
   * Keeps one; the same message again is counted.
   *
   * @param messageId the same at each delivery
   * @param description the text that was refused; any text
   * @param reason what is wrong with it
   */
  @Override
  public CompletionStage<Done> keep(String messageId, String description, String reason) {
    var source = source(description);
    var folder = source.flatMap(KeptDescriptions::folder);
    return keep(
        new Kept(
            JobId.of("refused " + messageId, description),
            JobState.REFUSED,
            folder.map(S3Uri::bucket).orElse(""),
            "",
            source.orElse(""),
            folder,
            reason,
            BatchId.in(description)));
  }

  @Override
  public CompletionStage<Done> keepUnwanted(
      String messageId, PackageDescription description, String json) {
    var source = description.source().toString();
    return keep(
        new Kept(
            JobId.of("off " + messageId, json),
            JobState.OFF,
            description.registry(),
            description.name().value(),
            source,
            Optional.of(description.folder().uri()),
            UNWANTED.formatted(source),
            description.batchId()));
  }

  private record Kept(
      String jobId,
      JobState state,
      String registry,
      String packageName,
      String source,
      Optional<S3Uri> folder,
      String reason,
      Optional<String> batch) {}

  private CompletionStage<Done> keep(Kept kept) {
    var folder = kept.folder();
    return tables
        .update(
            KEEP,
            statement ->
                bind(bind(statement, "$7", folder.map(S3Uri::bucket)), "$8", folder.map(S3Uri::key))
                    .bind("$1", kept.jobId())
                    .bind("$2", safe(kept.registry(), LONGEST_SOURCE))
                    .bind("$3", safe(kept.source(), LONGEST_SOURCE))
                    .bind("$4", safe(kept.reason(), LONGEST_REASON))
                    .bind("$5", Instant.now())
                    .bind("$6", kept.batch().stream().toArray(String[]::new))
                    .bind("$9", safe(kept.packageName(), LONGEST_SOURCE))
                    .bind("$10", kept.state().word()))
        .thenApply(rows -> Done.done());
  }

  /** The folder that the text names, if it is JSON and names one. */
  private static Optional<String> source(String description) {
    try {
      return Json.parse(description) instanceof JsonObject object
          ? object
              .get("source_prefix")
              .filter(JsonString.class::isInstance)
              .map(it -> ((JsonString) it).value())
          : Optional.empty();
    } catch (JsonSyntaxException e) {
      return Optional.empty();
    }
  }

  private static Optional<S3Uri> folder(String source) {
    try {
      return Optional.of(S3Uri.parse(source));
    } catch (S3UriException e) {
      return Optional.empty();
    }
  }

  private static Statement bind(Statement statement, String parameter, Optional<String> text) {
    return text.map(it -> statement.bind(parameter, safe(it, LONGEST_SOURCE)))
        .orElseGet(() -> statement.bindNull(parameter, String.class));
  }

  /** Somebody else's text, as a table can hold it and a terminal can show it. */
  private static String safe(String text, int longest) {
    return SafeText.line(Excerpt.start(text, longest));
  }
}
