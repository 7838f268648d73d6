package io.bindery.router;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import io.bindery.platform.wake.Sweeper;
import io.bindery.router.batch.Batch;
import io.bindery.router.batch.BatchCommand;
import io.bindery.router.batch.BatchParts;
import io.bindery.router.bucket.BatchGateway;
import io.bindery.router.bucket.Gathering;
import io.bindery.router.bucket.ShardedBatches;
import io.bindery.router.retention.BatchCleaner;
import io.bindery.router.tables.BatchChanges;
import io.bindery.router.tables.OpenBatches;
import io.bindery.router.tables.Rearming;

/** All batches of the cluster. */
final class Batches {
  private Batches() {}

  /**
   * Makes this node one that batches live on, keeps their tables in step with their events, wakes
   * those that are due and deletes what is old of them.
   *
   * @return the way to them
   * @throws io.bindery.platform.database.DatabaseException if the tables are not in step, and
   *     cannot be brought up
   */
  static BatchGateway start(ActorSystem<?> system, RouterSettings settings, BatchParts parts) {
    var tables = OpenBatches.start(system);
    var sharding = ClusterSharding.get(system);
    sharding.init(
        Entity.of(
                Batch.TYPE_KEY,
                entity -> Batch.create(entity.getEntityId(), entity.getShard(), parts))
            .withStopMessage(new BatchCommand.Stop()));
    Rearming.start(system, parts.policies(), tables, parts.clock());
    Sweeper.start(
        system,
        "batch-sweeper",
        settings.sweepInterval(),
        settings.sweepLimit(),
        (systemTime, limit) -> tables.due(parts.clock().instant(), limit),
        entityId -> sharding.entityRefFor(Batch.TYPE_KEY, entityId).tell(new BatchCommand.Wake()));
    BatchChanges.start(system, settings.feed());
    BatchCleaner.start(system, settings.retention(), settings.recordTimeout());
    return new Gathering(new ShardedBatches(system, settings.recordTimeout()));
  }
}
