package io.bindery.packager.verify;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import io.bindery.packager.content.SharedLimits;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.verify.VerificationView.State;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.regular.Timers;
import io.bindery.protocol.text.SafeText;
import io.bindery.quilt.Excerpt;
import io.bindery.quilt.manifest.TopHash;
import io.bindery.quilt.name.PackageName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Verifications that people order. A node runs a few at once, and tells all nodes by a table how
 * far they are; each node can end each of them.
 */
public final class Verifications {
  private static final Logger log = LoggerFactory.getLogger(Verifications.class);

  /** How many may wait on one node. */
  private static final int MOST_WAITING = 32;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final int LONGEST_ERROR = 2000;
  private static final Verification.Progress NOTHING = new Verification.Progress(0, 0, -1, -1, 0);

  private final S3AsyncClient s3;
  private final SharedLimits limits;
  private final VerificationRows rows;
  private final ThreadPoolExecutor threads;
  private final Map<String, Run> runs = new ConcurrentHashMap<>();

  /** One of this node. */
  private static final class Run {
    private volatile State state = State.WAITING;
    private volatile Verification.Progress progress = NOTHING;
    private volatile boolean cancelled;
  }

  private Verifications(
      ActorSystem<?> system, S3AsyncClient s3, SharedLimits limits, Tables tables, int atOnce) {
    this.s3 = s3;
    this.limits = limits;
    this.rows = new VerificationRows(tables);
    this.threads =
        new ThreadPoolExecutor(
            atOnce,
            atOnce,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MOST_WAITING),
            task -> {
              var thread = new Thread(task, "bindery-verification");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    Timers.every(system, "verifications", LOOK, LOOK, this::tell);
  }

  /**
   * Takes orders on a node.
   *
   * @param limits what all hashing of the node may use together
   * @param atOnce how many run at once
   */
  public static Verifications start(
      ActorSystem<?> system, S3AsyncClient s3, SharedLimits limits, int atOnce) {
    var verifications = new Verifications(system, s3, limits, Tables.of(system), atOnce);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceRequestsDone(),
            "end-verifications",
            () -> {
              verifications.runs.values().forEach(run -> run.cancelled = true);
              verifications.threads.shutdown();
              return CompletableFuture.completedFuture(Done.done());
            });
    return verifications;
  }

  /**
   * Verifies a revision, as soon as there is room.
   *
   * @param by who asks
   * @return it as it waits; fails with a {@link PackagingException} if too many wait
   */
  public CompletionStage<VerificationView> order(
      String registry, PackageName name, TopHash topHash, String by) {
    if (threads.getQueue().remainingCapacity() == 0) {
      throw tooMany();
    }
    var id = UUID.randomUUID().toString().replace("-", "");
    return rows.add(id, registry, name.value(), topHash.value(), by)
        .thenCompose(
            added -> {
              var run = new Run();
              runs.put(id, run);
              try {
                threads.execute(
                    () ->
                        run(
                            id,
                            run,
                            registry,
                            new RevisionName(name, Optional.of(topHash.value()))));
              } catch (RejectedExecutionException e) {
                runs.remove(id);
                return rows.end(id, State.FAILED, NOTHING, List.of(), tooMany().getMessage())
                    .thenCompose(ended -> rows.find(id));
              }
              return rows.find(id);
            })
        .thenApply(found -> found.orElseThrow());
  }

  private static PackagingException tooMany() {
    return PackagingException.passing(
        "%d verifications wait on this node already: try again later.".formatted(MOST_WAITING));
  }

  /** Those that were ordered, newest first. */
  public CompletionStage<Page<VerificationView>> list(
      Optional<String> registry, Optional<String> name, Optional<Cursor> after, int limit) {
    return rows.page(registry, name, after, limit);
  }

  /** One of them. */
  public CompletionStage<Optional<VerificationView>> find(String id) {
    return rows.find(id);
  }

  /**
   * Ends one that has not ended, on whatever node it is.
   *
   * @return whether the order was taken
   */
  public CompletionStage<Boolean> cancel(String id, String by) {
    return rows.cancel(id, by)
        .thenApply(
            taken -> {
              var mine = runs.get(id);
              if (taken && mine != null) {
                mine.cancelled = true;
              }
              return taken;
            });
  }

  private void run(String id, Run run, String registry, RevisionName revision) {
    run.state = State.RUNNING;
    var error = "";
    List<Verification.Problem> found = List.of();
    State end;
    try {
      if (run.cancelled) {
        throw new CancellationException("it was cancelled while it waited");
      }
      var result =
          Verifier.verify(
              s3,
              registry,
              revision,
              progress -> run.progress = progress,
              limits,
              () -> run.cancelled);
      found = result.problems();
      long problems = result.counts().values().stream().mapToLong(Long::longValue).sum();
      run.progress =
          new Verification.Progress(
              result.files(), result.bytes(), result.files(), result.bytes(), problems);
      end = result.isGood() ? State.GOOD : State.BAD;
    } catch (CancellationException e) {
      end = State.CANCELLED;
    } catch (RuntimeException e) {
      end = State.FAILED;
      error =
          Excerpt.of(
              SafeText.line(Failures.of("Verifying " + revision, e).getMessage()), LONGEST_ERROR);
    }
    // From now on nothing tells that it runs.
    runs.remove(id);
    rows.end(id, end, run.progress, found, error)
        .whenComplete(
            (ended, failure) -> {
              if (failure != null) {
                log.warn("the end of a verification was not written: {}", Causes.text(failure));
              }
            });
  }

  /** Says of each of this node how far it is. */
  private void tell() {
    runs.forEach(
        (id, run) ->
            rows.seen(id, run.state, run.progress)
                .whenComplete(
                    (ordered, failure) -> {
                      if (failure != null) {
                        log.warn("a verification was not written: {}", Causes.text(failure));
                      } else if (ordered) {
                        run.cancelled = true;
                      }
                    }));
  }
}
