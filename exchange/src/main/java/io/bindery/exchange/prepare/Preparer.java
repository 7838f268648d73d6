package io.bindery.exchange.prepare;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import io.bindery.exchange.manifest.InvalidPublicationException;
import io.bindery.exchange.manifest.Problem;
import io.bindery.exchange.manifest.ProblemsJson;
import io.bindery.exchange.plan.Destination;
import io.bindery.exchange.plan.ManifestSource;
import io.bindery.exchange.plan.PlanFile;
import io.bindery.exchange.plan.PlanSettings;
import io.bindery.exchange.plan.Planner;
import io.bindery.exchange.plan.Quotas;
import io.bindery.platform.database.Tables;
import io.bindery.quilt.Excerpt;
import io.bindery.quilt.manifest.Spool;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Makes plans of publications: reads the manifest, checks it, where it wants to go and every object
 * that it names, and writes the plan into the database. Nothing is created at AWS. A few are made
 * at one time, by threads that may wait; the others wait for their turn.
 */
public final class Preparer {
  /** Of a reason, in UTF-16 units: it stands in an event. */
  private static final int MAX_REASON = 1_000;

  private final Tables tables;
  private final S3AsyncClient s3;
  private final PlanSettings settings;
  private final Destination destination;
  private final Spool spool;
  private final ExecutorService threads;
  private final KeptManifests kept;
  private final Refusals refusals;

  private Preparer(
      Tables tables,
      S3AsyncClient s3,
      PlanSettings settings,
      Destination destination,
      Spool spool,
      ExecutorService threads) {
    this.tables = tables;
    this.s3 = s3;
    this.settings = settings;
    this.destination = destination;
    this.spool = spool;
    this.threads = threads;
    this.kept = new KeptManifests(tables);
    this.refusals = new Refusals(tables);
  }

  /**
   * The preparer of a node; it ends with the system.
   *
   * @param atOnce how many plans are made at one time
   */
  public static Preparer start(
      ActorSystem<?> system,
      S3AsyncClient s3,
      PlanSettings settings,
      Destination destination,
      Spool spool,
      int atOnce) {
    var threads =
        Executors.newFixedThreadPool(
            atOnce,
            work -> {
              var thread = new Thread(work, "exchange-prepare");
              thread.setDaemon(true);
              return thread;
            });
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceStop(),
            "end-exchange-prepare",
            () -> {
              // What is cut off is prepared anew, wherever its publication goes on.
              threads.shutdownNow();
              return CompletableFuture.completedFuture(Done.done());
            });
    return new Preparer(Tables.of(system), s3, settings, destination, spool, threads);
  }

  /**
   * Prepares a publication. It may be called again: each call that comes to its end writes another
   * plan, and which one counts is the caller's to say.
   *
   * @return fails if AWS, the database or the disk cannot be used now; the message says which, and
   *     the very same call may succeed later
   */
  public CompletionStage<Preparation> prepare(String publicationId, ManifestRef manifest) {
    return later(() -> make(publicationId, manifest));
  }

  /**
   * Cuts again what is not made yet of a plan, because a quota turned out lower.
   *
   * @param plan the number of the plan that counted so far
   * @param made for each revision that is there the numbers of its jobs that were created
   * @return the plan that counts once the caller says so
   */
  public CompletionStage<Preparation.Prepared> recut(
      String publicationId, int plan, Map<Long, Set<Integer>> made, Quotas lower) {
    return later(
        () -> new Recutting(tables, publicationId, plan, lower, settings.jobTime()).cut(made));
  }

  private <T> CompletionStage<T> later(Callable<T> work) {
    var done = new CompletableFuture<T>();
    try {
      threads.execute(
          () -> {
            try {
              done.complete(work.call());
            } catch (Exception | OutOfMemoryError | StackOverflowError e) {
              done.completeExceptionally(e);
            }
          });
    } catch (RejectedExecutionException e) {
      done.completeExceptionally(e);
    }
    return done;
  }

  private Preparation make(String publicationId, ManifestRef manifest) throws IOException {
    try (var plan = new Planner(s3, settings, spool, destination).plan(source(manifest))) {
      return write(publicationId, plan);
    } catch (GoneException e) {
      return new Preparation.Refused(e.getMessage(), 0);
    } catch (InvalidPublicationException e) {
      Waiting.done(refusals.save(publicationId, ProblemsJson.of(e)));
      return refused(e);
    }
  }

  private ManifestSource source(ManifestRef manifest) {
    if (manifest instanceof ManifestRef.InBucket object) {
      return new ManifestObject(s3, object);
    }
    var id = ((ManifestRef.Kept) manifest).id();
    return () ->
        new ByteArrayInputStream(
            Waiting.done(kept.find(id))
                .orElseThrow(
                    () ->
                        new GoneException(
                            "The manifest of this request is not kept any more: send it again.")));
  }

  private Preparation write(String publicationId, PlanFile plan) throws IOException {
    var writing = PlanWriting.begin(tables, publicationId);
    var summary = plan.summary();
    if (summary.access().isEmpty()) {
      for (long number = 0; number < summary.revisions(); number++) {
        var revision = plan.revision(number);
        for (int job = 0; job < revision.jobs(); job++) {
          var assets = plan.assets(revision, job);
          long bytes = assets.stream().mapToLong(asset -> asset.size()).sum();
          writing.job(number, job, assets.size(), bytes, plan.packed(revision, job));
        }
      }
    }
    writing.end(summary);
    return new Preparation.Prepared(writing.plan(), summary);
  }

  private static Preparation refused(InvalidPublicationException invalid) {
    var first = invalid.problems().stream().map(Problem::toString).findFirst().orElse("");
    var more = invalid.count() - 1;
    return new Preparation.Refused(
        Excerpt.of(
            more == 0
                ? first
                : "%s (and %,d more: see the list of problems)".formatted(first, more),
            MAX_REASON),
        invalid.count());
  }
}
