package io.bindery.router;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.cluster.Sharded;
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
   * Makes this node, which has their role, one that batches live on, keeps their tables in step
   * with their events, wakes those that are due and deletes what is old of them.
   *
   * @return the way to them
   * @throws io.bindery.platform.database.DatabaseException if the tables are not in step, and
   *     cannot be brought up
   */
  static BatchGateway start(ActorSystem<?> system, RouterSettings settings, BatchParts parts) {
    var tables = OpenBatches.start(system);
    var sharding = ClusterSharding.get(system);
    Sharded.start(
        system,
        NodeRole.ROUTER,
        Entity.of(
                Batch.TYPE_KEY,
                entity -> Batch.create(entity.getEntityId(), entity.getShard(), parts))
            .withStopMessage(new BatchCommand.Stop()));
    Rearming.start(system, parts.policies(), tables, parts.clock());
    Sweeper.start(
        system,
        NodeRole.ROUTER,
        "batch-sweeper",
        settings.sweepInterval(),
        settings.sweepLimit(),
        (systemTime, limit) -> tables.due(parts.clock().instant(), limit),
        entityId -> sharding.entityRefFor(Batch.TYPE_KEY, entityId).tell(new BatchCommand.Wake()));
    BatchChanges.start(system, settings.feed());
    BatchCleaner.start(system, settings.retention(), settings.recordTimeout());
    return way(system, settings);
  }

  /** The way to batches from a node that they do not live on. */
  static BatchGateway reach(ActorSystem<?> system, RouterSettings settings) {
    Sharded.reach(system, NodeRole.ROUTER, Batch.TYPE_KEY, new BatchCommand.Stop());
    return way(system, settings);
  }

  private static BatchGateway way(ActorSystem<?> system, RouterSettings settings) {
    return new Gathering(new ShardedBatches(system, settings.recordTimeout()));
  }
}
