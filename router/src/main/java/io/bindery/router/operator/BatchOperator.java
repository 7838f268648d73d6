package io.bindery.router.operator;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.RefusedException;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchCommand;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.BatchView;
import io.bindery.router.batch.Operated;
import io.bindery.router.batch.Verb;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.tables.BatchFilter;
import io.bindery.router.tables.BatchTargets;
import io.bindery.router.tables.BatchTargets.Target;
import java.time.Duration;
import java.time.Instant;
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
  private final BatchTargets targets;
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
    this.targets = new BatchTargets(Tables.of(system));
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
    return tell(new Target(key.entityId(), key), verb, who, Optional.empty());
  }

  private CompletionStage<BucketOperated> operateAll(String bucket, Verb verb, String who) {
    checkWho(who);
    key(bucket, "");
    return entities(bucket, verb)
        .mapAsyncUnordered(
            AT_ONCE,
            target ->
                tell(target, verb, who, Optional.empty())
                    .handle((done, failure) -> Tally.of(target.key().prefix(), done, failure)))
        .runFold(Tally.NOTHING, Tally::plus, system)
        .thenApply(
            all ->
                new BucketOperated(
                    bucket, verb, all.found(), all.changed(), all.failed(), all.failures()));
  }

  private Source<Target, NotUsed> entities(String bucket, Verb verb) {
    return Source.unfoldAsync(
            Optional.<Cursor>empty(),
            after ->
                targets
                    .page(verb, BatchFilter.of(bucket), Optional.empty(), after, PAGE)
                    .thenApply(
                        page ->
                            page.isEmpty()
                                ? Optional.<Pair<Optional<Cursor>, List<Target>>>empty()
                                : Optional.of(
                                    Pair.create(
                                        Optional.of(page.get(page.size() - 1).at()), page))))
        .mapConcat(page -> page);
  }

  /**
   * Gives an order to one batch.
   *
   * @param notAfter leaves alone what was opened, or paused, later than this
   */
  CompletionStage<Operated> tell(Target target, Verb verb, String who, Optional<Instant> notAfter) {
    try {
      return batch(target.entityId())
          .askWithStatus(
              replyTo -> new BatchCommand.Operate(target.key(), verb, who, notAfter, replyTo),
              timeout);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
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

  static void checkWho(String who) {
    if (who.isBlank() || who.length() > LONGEST_WHO) {
      throw new RefusedException(
          "who", "who = %s: say who gives the order, in 1 to 200 characters.".formatted(who));
    }
  }
}
