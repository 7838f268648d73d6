package io.bindery.service.canary;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.packager.Packager;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.look.Refusals;
import io.bindery.platform.telemetry.Meters;
import io.bindery.platform.wake.Rounds;
import io.bindery.router.Router;
import io.bindery.service.trace.Tracer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Uploads canaries and follows them. One node of the cluster does; all that it knows is in the
 * table, so that whoever goes on after it goes on where it was.
 */
public final class Canary {
  private static final Logger log = LoggerFactory.getLogger(Canary.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** Of one that is late already, no second counts. */
  private static final Duration LOOK_LATER = Duration.ofSeconds(10);

  private static final Duration FRESH = Duration.ofMinutes(1);

  /** A call that S3 does not answer must not keep the rounds from going on. */
  private static final long ROUND_SECONDS = 120;

  private static final int CLEANED_AT_ONCE = 50;

  /** What was refused is tried again: the right may be there by now. */
  private static final Duration CLEAN_AGAIN = Duration.ofSeconds(15);

  /** After so many failures the rest would most likely fail as well. */
  private static final int MOST_FAILURES = 3;

  private final CanarySettings settings;
  private final CanaryRows rows;
  private final CanaryWay way;
  private final CanaryCleaning cleaning;
  private final S3AsyncClient s3;
  private final CanaryHealth health;
  private final CanaryMeters meters;

  private long lookedAt = System.nanoTime() - LOOK_LATER.toNanos();
  private long cleanedAt = System.nanoTime();
  private boolean mayBeUnclean = true;

  private Canary(
      CanarySettings settings,
      CanaryRows rows,
      CanaryWay way,
      AwsClients aws,
      CanaryHealth health,
      CanaryMeters meters) {
    this.meters = meters;
    this.settings = settings;
    this.rows = rows;
    this.way = way;
    this.cleaning = new CanaryCleaning(aws.s3());
    this.s3 = aws.s3();
    this.health = health;
  }

  /** Starts it, if there is a bucket for it. */
  public static Canary start(
      ActorSystem<?> system,
      AwsClients aws,
      Router router,
      Packager packager,
      CanarySettings settings) {
    var rows = new CanaryRows(Tables.of(system));
    var canary =
        new Canary(
            settings,
            rows,
            new CanaryWay(aws, router, packager, new Tracer(system, aws, router, packager)),
            aws,
            CanaryHealth.start(system, rows, settings),
            new CanaryMeters(Meters.get(system)));
    settings
        .place()
        .ifPresent(
            place ->
                Rounds.start(
                    system, NodeRole.ROUTER, "canary", PAUSE, () -> canary.bounded(place)));
    return canary;
  }

  /** Whether there are canaries. */
  public boolean isOn() {
    return settings.place().isPresent();
  }

  /** How it is, as this node saw it last; nothing if there are no canaries. */
  public Optional<CanaryStatus> status() {
    return health.status();
  }

  /** The last ones, newest first. */
  public CompletionStage<Page<CanaryRun>> list(Optional<Cursor> after, int limit) {
    return rows.list(after, limit);
  }

  /** One of the last ones. */
  public CompletionStage<Optional<CanaryRun>> find(String runId) {
    return rows.one(runId);
  }

  /**
   * Has one uploaded now; if another is on its way and not late, it is that one.
   *
   * @param by who orders it
   * @return nothing if there are no canaries
   */
  public CompletionStage<Optional<CanaryRun>> order(String by) {
    return settings
        .place()
        .map(
            place ->
                rows.lose(settings.lateAfter())
                    .thenCompose(lost -> rows.order(place, by))
                    .thenApply(
                        run -> {
                          log.info("canary {} was ordered by {}", run.runId(), by);
                          return Optional.of(run);
                        }))
        .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
  }

  private CompletionStage<Done> bounded(CanarySettings.Place place) {
    return round(place).toCompletableFuture().orTimeout(ROUND_SECONDS, TimeUnit.SECONDS);
  }

  private CompletionStage<Done> round(CanarySettings.Place place) {
    return rows.open()
        .thenCompose(
            open ->
                open.isPresent()
                    ? follow(open.get()).thenCompose(done -> lose(open.get()))
                    : begin(place));
  }

  private CompletionStage<Done> begin(CanarySettings.Place place) {
    boolean again = System.nanoTime() - cleanedAt > CLEAN_AGAIN.toNanos();
    var cleaned =
        mayBeUnclean || again ? clean() : CompletableFuture.<Done>completedFuture(Done.done());
    return cleaned
        .thenCompose(done -> rows.start(place, settings.every()))
        .thenApply(started -> Done.done());
  }

  private CompletionStage<Done> follow(CanaryRun run) {
    if (run.putAt().isEmpty()) {
      return upload(run);
    }
    boolean isFresh = Instant.now().isBefore(run.putAt().get().plus(FRESH));
    if (!isFresh && System.nanoTime() - lookedAt < LOOK_LATER.toNanos()) {
      return CompletableFuture.completedFuture(Done.done());
    }
    lookedAt = System.nanoTime();
    return way.look(run).thenCompose(seen -> noted(run, seen));
  }

  private CompletionStage<Done> upload(CanaryRun run) {
    return s3.putObject(
            request ->
                request
                    .bucket(run.target().bucket())
                    .key(run.target().key())
                    .contentType("application/json"),
            AsyncRequestBody.fromBytes(run.content()))
        .handle(
            (answer, failure) -> {
              if (failure == null) {
                return rows.put(run, Optional.ofNullable(answer.versionId()));
              }
              return rows.at(
                  run,
                  CanaryWay.Seen.at(
                      CanaryStep.UPLOAD,
                      Refusals.words(failure),
                      Optional.of(
                          "Allow s3:PutObject on s3://%s/%s*."
                              .formatted(
                                  run.target().bucket(),
                                  settings.place().map(CanarySettings.Place::prefix).orElse("")))));
            })
        .thenCompose(noted -> noted);
  }

  private CompletionStage<Done> noted(CanaryRun run, CanaryWay.Seen seen) {
    return rows.at(run, seen)
        .thenApply(
            done -> {
              seen.outcome().ifPresent(outcome -> ended(run, seen, outcome));
              return done;
            });
  }

  private void ended(CanaryRun run, CanaryWay.Seen seen, CanaryRun.Outcome outcome) {
    mayBeUnclean = true;
    meters.ended(outcome).increment();
    if (outcome == CanaryRun.Outcome.PASSED) {
      log.info("canary {} passed: revision {}", run.runId(), seen.topHash().orElse(""));
    } else {
      log.warn(
          "canary {} did not pass: it is {}. {}",
          run.runId(),
          seen.step().phrase(),
          seen.words().orElse(""));
    }
  }

  private CompletionStage<Done> lose(CanaryRun run) {
    return rows.lose(settings.every())
        .thenApply(
            lost -> {
              if (lost > 0) {
                mayBeUnclean = true;
                meters.ended(CanaryRun.Outcome.LOST).increment();
                log.warn(
                    "canary {} is lost: it is {}", run.runId(), run.standing().step().phrase());
              }
              return Done.done();
            });
  }

  /** After each canary, and from time to time as long as something is left. */
  private CompletionStage<Done> clean() {
    boolean isNew = mayBeUnclean;
    mayBeUnclean = false;
    cleanedAt = System.nanoTime();
    return rows.uncleaned(CLEANED_AT_ONCE)
        .thenCompose(some -> clean(some, 0, MOST_FAILURES, isNew))
        .thenCompose(done -> rows.forget());
  }

  /**
   * Cleans some, one after the other.
   *
   * @param failures how many more there may be
   * @param isTold whether failures are new
   */
  private CompletionStage<Done> clean(
      List<CanaryRun> some, int from, int failures, boolean isTold) {
    if (from == some.size() || failures == 0) {
      // There may be more than one list of them.
      mayBeUnclean |= from == CLEANED_AT_ONCE;
      return CompletableFuture.completedFuture(Done.done());
    }
    return clean(some.get(from), isTold)
        .thenCompose(isClean -> clean(some, from + 1, isClean ? failures : failures - 1, isTold));
  }

  private CompletionStage<Boolean> clean(CanaryRun run, boolean isTold) {
    return cleaning
        .remove(run)
        .handle(
            (left, failure) -> {
              if (failure == null) {
                left.ifPresent(words -> log.warn("canary {}: {}", run.runId(), words));
                return rows.cleaned(run, left).thenApply(done -> true);
              }
              if (isTold) {
                log.warn(
                    "canary {}: what it made cannot be removed yet: {}",
                    run.runId(),
                    Causes.text(failure));
              }
              return rows.notCleaned(
                      run,
                      "What canaries made cannot be removed: %s Allow s3:DeleteObject, s3:DeleteObjectVersion and s3:ListBucketVersions."
                          .formatted(Refusals.words(failure)))
                  .thenApply(done -> false);
            })
        .thenCompose(noted -> noted);
  }
}
