package io.bindery.exchange.notice;

import akka.Done;
import akka.actor.typed.ActorSystem;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Part;
import io.bindery.platform.look.Refusals;
import io.bindery.platform.retry.Backoff;
import io.bindery.platform.wake.DueRows;
import io.bindery.platform.wake.Sweeper;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Writes beside each manifest how its publication goes, and what is wrong with it. Several changes
 * make one file. One writer runs in the cluster; a bucket that cannot be written holds up no
 * publication, is tried again with growing pauses, and is told in the node's health.
 */
public final class ManifestFiles {
  private static final String STATUS = ".status.json";
  private static final String ERROR = ".error.json";

  /** What follows the key of the manifest in the names of the files. */
  public static final List<String> SUFFIXES = List.of(STATUS, ERROR);

  private static final Logger log = LoggerFactory.getLogger(ManifestFiles.class);
  private static final JsonMapper JSON = new JsonMapper();

  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final int AT_ONCE = 50;

  /** A write that takes longer counts as failed. */
  private static final Duration LONGEST_WRITE = Duration.ofSeconds(30);

  private static final Duration LEASE = LONGEST_WRITE.multipliedBy(2);

  private static final Backoff PAUSES =
      new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), 0.2);

  private static final Set<String> WRONG = Set.of("refused", "failed");

  private static final DueRows.Names OWED =
      new DueRows.Names("exchange_told", "publication_id", "due_at", "publication_id");

  private final S3AsyncClient s3;
  private final ToldRows rows;
  private final Function<String, Part> parts;

  private ManifestFiles(S3AsyncClient s3, ToldRows rows, Function<String, Part> parts) {
    this.s3 = s3;
    this.rows = rows;
    this.parts = parts;
  }

  /**
   * Starts the writer. What is owed from before is written first.
   *
   * @param bucket what a node's health has of a bucket; the same as whoever looks at it
   */
  public static void start(
      ActorSystem<?> system, S3AsyncClient s3, Function<String, Dependency> bucket) {
    var tables = Tables.of(system);
    var files =
        new ManifestFiles(
            s3, new ToldRows(tables), name -> Health.get(system).part(bucket.apply(name)));
    Sweeper.start(
        system,
        NodeRole.EXCHANGE,
        "publication-files",
        INTERVAL,
        AT_ONCE,
        new DueRows(tables, OWED, LEASE, Duration.ofHours(1)),
        files::write);
  }

  private void write(String publicationId) {
    var unused =
        rows.find(publicationId)
            .thenCompose(
                found ->
                    found.isEmpty()
                        ? rows.givenUp(publicationId, "its manifest is no object")
                        : write(publicationId, found.get()))
            .exceptionally(
                failure -> {
                  log.warn(
                      "the files of publication {} are not written yet: {}",
                      publicationId,
                      Causes.text(failure));
                  return Done.done();
                });
  }

  private CompletionStage<Done> write(String publicationId, ToldRows.Told told) {
    if (told.superseded()) {
      return rows.written(publicationId, told.change());
    }
    return errors(publicationId, told)
        .thenCompose(done -> put(told, STATUS, facts(told)))
        .thenCompose(
            done -> {
              parts.apply(told.bucket()).good();
              return rows.written(publicationId, told.change());
            })
        .exceptionallyCompose(failure -> unwritten(publicationId, told, failure));
  }

  /** What is wrong; a file of an earlier publication of this manifest goes once that is mended. */
  private CompletionStage<Done> errors(String publicationId, ToldRows.Told told) {
    if (WRONG.contains(told.state())) {
      return rows.hasErrors(publicationId).thenCompose(done -> put(told, ERROR, wrong(told)));
    }
    if (!told.errorFile() || told.state().equals("received") || told.state().equals("preparing")) {
      return CompletableFuture.completedFuture(Done.done());
    }
    return s3.deleteObject(request -> request.bucket(told.bucket()).key(told.key() + ERROR))
        .orTimeout(LONGEST_WRITE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(deleted -> Done.done())
        .exceptionallyCompose(
            failure -> {
              if (!Trouble.of(failure).equals(Optional.of(Trouble.NO_RIGHT))) {
                return CompletableFuture.failedFuture(failure);
              }
              // The status file tells how it is now, and the file itself says of what it tells.
              log.warn(
                  "s3://{}/{}{} is out of date, and may not be deleted: allow s3:DeleteObject",
                  told.bucket(),
                  told.key(),
                  ERROR);
              return CompletableFuture.completedFuture(Done.done());
            })
        .thenCompose(done -> rows.noErrors(told.bucket(), told.key()));
  }

  private CompletionStage<Done> put(ToldRows.Told told, String suffix, ObjectNode content) {
    var text = content.toPrettyString() + "\n";
    return s3.putObject(
            request ->
                request
                    .bucket(told.bucket())
                    .key(told.key() + suffix)
                    .contentType("application/json"),
            AsyncRequestBody.fromBytes(text.getBytes(StandardCharsets.UTF_8)))
        .orTimeout(LONGEST_WRITE.toMillis(), TimeUnit.MILLISECONDS)
        .thenApply(written -> Done.done());
  }

  private CompletionStage<Done> unwritten(
      String publicationId, ToldRows.Told told, Throwable failure) {
    var words = Refusals.words(failure);
    if (Trouble.of(failure).equals(Optional.of(Trouble.LASTING))) {
      log.warn("nothing is written beside s3://{}/{}: {}", told.bucket(), told.key(), words);
      return rows.givenUp(publicationId, words);
    }
    Refusals.use(failure, "s3:PutObject").ifPresent(parts.apply(told.bucket())::failed);
    return rows.attempts(publicationId)
        .thenCompose(attempts -> rows.failed(publicationId, words, PAUSES.after(attempts + 1)));
  }

  private static ObjectNode facts(ToldRows.Told told) {
    var json = JSON.createObjectNode().put("version", NoticeText.VERSION);
    json.setAll(read(told.facts()));
    return json;
  }

  private static ObjectNode wrong(ToldRows.Told told) {
    var facts = read(told.facts());
    var json = JSON.createObjectNode().put("version", NoticeText.VERSION);
    for (var field :
        new String[] {"publication_id", "manifest", "manifest_version", "state", "updated_at"}) {
      json.set(field, facts.get(field));
    }
    json.set("reason", facts.get("reason"));
    json.set("error", facts.get("error"));
    if (told.state().equals("refused")) {
      told.problems().ifPresent(problems -> json.setAll(read(problems)));
    }
    json.properties().removeIf(field -> field.getValue() == null || field.getValue().isNull());
    return json;
  }

  private static ObjectNode read(String json) {
    try {
      return JSON.readValue(json, ObjectNode.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the database made no JSON", e);
    }
  }
}
