package io.bindery.router.reconcile;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.RefusedException;
import io.bindery.platform.wake.Singletons;
import io.bindery.platform.wake.Timer;
import io.bindery.protocol.field.FieldException;
import io.bindery.router.bucket.BucketSupervisor;
import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.PolicyRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Compares buckets with what was recorded, and records what is missing, by the same way and under
 * the same rules as notices. One at a time runs in the cluster; each goes on after a restart. From
 * any node they can be asked for, looked at and cancelled.
 */
public final class Reconciliations {
  private static final Logger log = LoggerFactory.getLogger(Reconciliations.class);

  /** Who asks where a policy does. */
  private static final String SCHEDULE = "schedule";

  private final ReconcileRows rows;
  private final PolicyRegistry policies;
  private final Clock clock;

  private Reconciliations(ReconcileRows rows, PolicyRegistry policies, Clock clock) {
    this.rows = rows;
    this.policies = policies;
    this.clock = clock;
  }

  /**
   * Starts to run them on the oldest node.
   *
   * @param supervisors of the watched buckets
   * @param recordTimeout how long objects may take to be durable
   */
  public static Reconciliations start(
      ActorSystem<?> system,
      S3AsyncClient s3,
      PolicyRegistry policies,
      Function<String, Optional<ActorRef<BucketSupervisor.Command>>> supervisors,
      Duration recordTimeout,
      ReconcileSettings settings,
      Clock clock) {
    var rows = new ReconcileRows(Tables.of(system));
    var reconciliations = new Reconciliations(rows, policies, clock);
    var parts =
        new ReconcileRun.Parts(
            system,
            rows,
            new Listing(s3),
            new Recorded(system, recordTimeout),
            policies,
            supervisors,
            recordTimeout,
            settings);
    Singletons.start(
        system,
        NodeRole.ROUTER,
        "reconciler",
        Reconciler.create(parts, reconciliations::askForDue, clock));
    return reconciliations;
  }

  /**
   * Asks for one; it begins when those before it have ended. If one of the same bucket and prefix
   * waits or runs already, that is answered.
   *
   * @param prefix only keys that begin so; empty: all
   * @param since objects last modified before are left alone, now and later
   * @param everything compares also what an earlier one found complete
   * @param who asks
   * @throws RefusedException if the bucket is not watched
   */
  public CompletionStage<Reconciliation> ask(
      String bucket, String prefix, Optional<Instant> since, boolean everything, String who) {
    if (policies.current().of(bucket).isEmpty()) {
      throw new RefusedException(
          "bucket", "Bucket %s is not watched: set a policy for it first.".formatted(bucket));
    }
    if (prefix.indexOf('\0') >= 0) {
      throw new RefusedException("prefix", "prefix: no key of S3 has a NUL in it.");
    }
    var id = UUID.randomUUID().toString().replace("-", "");
    return rows.add(id, bucket, prefix, since, everything, who, now())
        .thenCompose(added -> added ? rows.byId(id) : rows.active(bucket, prefix))
        .thenCompose(
            found ->
                found
                    .map(CompletableFuture::completedFuture)
                    // The one that was there ended just now.
                    .orElseGet(
                        () -> ask(bucket, prefix, since, everything, who).toCompletableFuture()));
  }

  /** What will be compared by the clock alone. */
  public Timer.Owner timers() {
    return new ReconcileTimers(rows, policies, clock);
  }

  /** One by its id. */
  public CompletionStage<Optional<Reconciliation>> byId(String id) {
    return rows.byId(id);
  }

  /**
   * Those there are and were, the latest first.
   *
   * @param after {@link Page#next()} of the page before
   */
  public CompletionStage<Page<Reconciliation>> list(
      Optional<String> bucket, Optional<Cursor> after, int limit) {
    return rows.list(bucket, after.flatMap(Cursor::number).orElse(Long.MAX_VALUE), limit);
  }

  /** Ends one that waits or runs; what it has recorded stays so. Answers how it stands then. */
  public CompletionStage<Optional<Reconciliation>> cancel(String id, String who) {
    return rows.cancel(id, who, now())
        .thenCompose(
            cancelled ->
                rows.byId(id)
                    .thenApply(
                        row -> {
                          if (cancelled) {
                            row.ifPresent(Reconciliations::report);
                          }
                          return row;
                        }));
  }

  /** One line for each that ended: who asked for it, and what it found. */
  static void report(Reconciliation ended) {
    var found = ended.found();
    var line = ended.state() == Reconciliation.State.FAILED ? log.atWarn() : log.atInfo();
    line.addKeyValue("bucket", ended.bucket())
        .addKeyValue("prefix", FieldException.shown(ended.prefix()))
        .log(
            "reconciliation {} asked for by {} {}: {} listed, {} ignored, {} recent, {} settled,"
                + " {} known, {} missing and now recorded{}",
            ended.id(),
            FieldException.shown(ended.askedBy()),
            ended
                .endedBy()
                .map(by -> "cancelled by " + FieldException.shown(by))
                .orElse(ended.state() == Reconciliation.State.FAILED ? "failed" : "done"),
            found.listed(),
            found.ignored(),
            found.recent(),
            found.settled(),
            found.known(),
            found.missing(),
            ended.error().map(error -> "; " + error).orElse(""));
  }

  private CompletionStage<Done> askForDue(Instant now) {
    CompletionStage<Done> all = CompletableFuture.completedFuture(Done.done());
    for (var policy : policies.current().buckets().values()) {
      if (policy.reconcileEvery().isPresent()) {
        all = all.thenCompose(before -> askIfDue(policy, now));
      }
    }
    return all;
  }

  private CompletionStage<Done> askIfDue(BucketPolicy policy, Instant now) {
    var every = policy.reconcileEvery().orElseThrow();
    return rows.lastAsked(policy.bucket())
        .thenCompose(
            last ->
                last.isPresent() && last.get().plus(every).isAfter(now)
                    ? CompletableFuture.completedFuture(Done.done())
                    : ask(policy.bucket(), "", Optional.empty(), false, SCHEDULE)
                        .thenApply(asked -> Done.done()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
