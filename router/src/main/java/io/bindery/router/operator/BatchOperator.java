package io.bindery.router.operator;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.failure.RefusedException;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchCommand;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.BatchView;
import io.bindery.router.batch.Operated;
import io.bindery.router.batch.Verb;
import io.bindery.router.operator.OperatorTables.Entity;
import io.bindery.router.policy.PolicyRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What an operator can do to batches and ask about them, from any node. Each order is in the
 * journal with who and when before it is answered, and in the table {@code batch_audit} a second or
 * two later.
 *
 * <p>A prefix is a common prefix: empty for the root, else with a slash at its end. {@code who} is
 * a name of 1 to 200 characters. Anything else fails at once with an {@link RefusedException}; what
 * does not answer in time fails the stage.
 */
public final class BatchOperator {
  private static final int PAGE = 500;
  private static final int AT_ONCE = 32;
  private static final int LONGEST_WHO = 200;

  private final ActorSystem<?> system;
  private final ClusterSharding sharding;
  private final OperatorTables tables;
  private final PolicyRegistry policies;
  private final Duration timeout;

  /**
   * An operator.
   *
   * @param timeout how long one batch may take to answer
   */
  public BatchOperator(ActorSystem<?> system, PolicyRegistry policies, Duration timeout) {
    this.system = system;
    this.sharding = ClusterSharding.get(system);
    this.tables = new OperatorTables(Tables.of(system));
    this.policies = policies;
    this.timeout = timeout;
  }

  /** Closes the open batch now, whatever its trigger says; paused or not. */
  public CompletionStage<Operated> flush(String bucket, String prefix, String who) {
    return operate(bucket, prefix, Verb.FLUSH, who);
  }

  /** Keeps the batch from closing by itself, the next ones too, until it is resumed. */
  public CompletionStage<Operated> pause(String bucket, String prefix, String who) {
    return operate(bucket, prefix, Verb.PAUSE, who);
  }

  /** Lets the batch close again; at once, if it is due. */
  public CompletionStage<Operated> resume(String bucket, String prefix, String who) {
    return operate(bucket, prefix, Verb.RESUME, who);
  }

  /** Forgets the open batch: it is never announced. */
  public CompletionStage<Operated> discard(String bucket, String prefix, String who) {
    return operate(bucket, prefix, Verb.DISCARD, who);
  }

  /** Flushes each batch of the bucket that is open, as the tables know them. */
  public CompletionStage<BucketOperated> flushBucket(String bucket, String who) {
    return operateAll(bucket, Verb.FLUSH, who);
  }

  /** Pauses each prefix of the bucket that has an open batch; not those that come later. */
  public CompletionStage<BucketOperated> pauseBucket(String bucket, String who) {
    return operateAll(bucket, Verb.PAUSE, who);
  }

  /** Resumes each prefix of the bucket that is paused. */
  public CompletionStage<BucketOperated> resumeBucket(String bucket, String who) {
    return operateAll(bucket, Verb.RESUME, who);
  }

  /** Discards each batch of the bucket that is open. */
  public CompletionStage<BucketOperated> discardBucket(String bucket, String who) {
    return operateAll(bucket, Verb.DISCARD, who);
  }

  /** Why the batch of this prefix did not close yet; or how the last one was closed. */
  public CompletionStage<Explanation> explain(String bucket, String prefix) {
    var key = key(bucket, prefix);
    CompletionStage<BatchView> view =
        batch(key.entityId())
            .askWithStatus(replyTo -> new BatchCommand.View(key, replyTo), timeout);
    return view.thenCombine(
        tables.last(key.entityId()),
        (now, last) -> Explanations.of(key, now, last, policies.current()));
  }

  /** Why a batch was closed; nothing if there is none of this id. */
  public CompletionStage<Optional<Explanation>> explainClosed(String batchId) {
    return tables
        .closed(batchId)
        .thenApply(past -> past.map(it -> Explanations.of(it, policies.current())));
  }

  private CompletionStage<Operated> operate(String bucket, String prefix, Verb verb, String who) {
    checkWho(who);
    var key = key(bucket, prefix);
    return tell(key.entityId(), key, verb, who);
  }

  private CompletionStage<BucketOperated> operateAll(String bucket, Verb verb, String who) {
    checkWho(who);
    key(bucket, "");
    return entities(bucket, verb)
        .mapAsyncUnordered(
            AT_ONCE,
            entity ->
                tell(entity.entityId(), new BatchKey(bucket, entity.prefix()), verb, who)
                    .handle((done, failure) -> tally(bucket, verb, entity, done, failure)))
        .runFold(new BucketOperated(bucket, verb, 0, 0, 0, List.of()), BatchOperator::sum, system);
  }

  private Source<Entity, NotUsed> entities(String bucket, Verb verb) {
    return Source.unfoldAsync(
            "",
            after ->
                page(bucket, verb, after)
                    .thenApply(
                        page ->
                            page.isEmpty()
                                ? Optional.<Pair<String, List<Entity>>>empty()
                                : Optional.of(
                                    Pair.create(page.get(page.size() - 1).entityId(), page))))
        .mapConcat(page -> page);
  }

  private CompletionStage<List<Entity>> page(String bucket, Verb verb, String after) {
    return verb == Verb.RESUME
        ? tables.paused(bucket, after, PAGE)
        : tables.open(bucket, after, PAGE);
  }

  private CompletionStage<Operated> tell(String entityId, BatchKey key, Verb verb, String who) {
    try {
      return batch(entityId)
          .askWithStatus(replyTo -> new BatchCommand.Operate(key, verb, who, replyTo), timeout);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static BucketOperated tally(
      String bucket, Verb verb, Entity entity, Operated done, Throwable failure) {
    return failure == null
        ? new BucketOperated(bucket, verb, 1, done.changed() ? 1 : 0, 0, List.of())
        : new BucketOperated(
            bucket, verb, 1, 0, 1, List.of(entity.prefix() + ": " + Causes.words(failure)));
  }

  private static BucketOperated sum(BucketOperated one, BucketOperated other) {
    var failures = new ArrayList<>(one.failures());
    failures.addAll(other.failures());
    return new BucketOperated(
        one.bucket(),
        one.verb(),
        one.found() + other.found(),
        one.changed() + other.changed(),
        one.failed() + other.failed(),
        failures);
  }

  private EntityRef<BatchCommand> batch(String entityId) {
    return sharding.entityRefFor(Batch.TYPE_KEY, entityId);
  }

  private static BatchKey key(String bucket, String prefix) {
    if (bucket.isBlank() || bucket.indexOf('/') >= 0) {
      throw new RefusedException(
          "bucket", "bucket = %s: it must be a bucket's name.".formatted(bucket));
    }
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      throw new RefusedException(
          "prefix",
          "prefix = %s: a common prefix ends in a slash; did you mean %s/ ?"
              .formatted(prefix, prefix));
    }
    return new BatchKey(bucket, prefix);
  }

  private static void checkWho(String who) {
    if (who.isBlank() || who.length() > LONGEST_WHO) {
      throw new RefusedException(
          "who", "who = %s: say who gives the order, in 1 to 200 characters.".formatted(who));
    }
  }
}
