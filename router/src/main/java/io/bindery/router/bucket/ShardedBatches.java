package io.bindery.router.bucket;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import io.bindery.platform.stage.Stages;
import io.bindery.router.batch.Arrivals;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchCommand;
import io.bindery.router.batch.BatchKey;
import io.bindery.router.batch.Uncounted;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/** The hop into a batch: one message to its actor, on whichever node of the cluster that is. */
public final class ShardedBatches implements BatchGateway {
  private static final int TRIES = 4;

  private final ClusterSharding sharding;
  private final Duration patience;
  private final Executor failures;

  /**
   * The batches of a cluster.
   *
   * @param timeout how long a batch may take to record what it is sent; it is sent it up to four
   *     times meanwhile
   */
  public ShardedBatches(ActorSystem<?> system, Duration timeout) {
    this.sharding = ClusterSharding.get(system);
    this.patience = timeout.dividedBy(TRIES);
    this.failures = system.executionContext();
  }

  @Override
  public CompletionStage<Done> record(BatchKey key, Arrivals arrivals) {
    // A batch that is asked twice knows the objects it has.
    var next = new AtomicReference<>(arrivals);
    return Stages.untilAnswered(
        TRIES,
        () -> {
          var now = next.getAndUpdate(Arrivals::repeated);
          return Stages.direct(
              batch(key)
                  .askWithStatus(
                      replyTo -> new BatchCommand.RecordObjects(key, now, replyTo), patience),
              failures);
        });
  }

  @Override
  public void note(BatchKey key, Uncounted uncounted) {
    batch(key).tell(new BatchCommand.Note(uncounted));
  }

  private EntityRef<BatchCommand> batch(BatchKey key) {
    return sharding.entityRefFor(Batch.TYPE_KEY, key.entityId());
  }
}
