package io.bindery.platform.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.GetClusterShardingStats;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where entities live, and whether they can be reached. */
public final class Sharded {
  private static final Logger log = LoggerFactory.getLogger(Sharded.class);
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Sharded() {}

  /**
   * Makes this node one that entities live on, if it has their role; in any case they can be
   * reached from it afterwards. All nodes of the cluster must call it.
   *
   * @param entity how one is made; only called where the role is
   */
  public static <M> void start(
      ActorSystem<?> system, NodeRole role, Entity<M, ShardingEnvelope<M>> entity) {
    var strategy =
        system
            .settings()
            .config()
            .getConfig("akka.cluster.sharding.least-shard-allocation-strategy");
    ClusterSharding.get(system)
        .init(
            entity.withAllocationStrategy(
                new RoleAllocation(
                    role,
                    strategy.getInt("rebalance-absolute-limit"),
                    strategy.getDouble("rebalance-relative-limit"))));
  }

  /**
   * Lets the entities of a role be reached from a node that has not the role.
   *
   * @param stop what they are told to stop
   */
  public static <M> void reach(
      ActorSystem<?> system, NodeRole role, EntityTypeKey<M> type, M stop) {
    start(
        system,
        role,
        Entity.of(
                type,
                entity -> {
                  log.error(
                      "{} {} was to live on this node, which has not the role {}",
                      type.name(),
                      entity.getEntityId(),
                      role.word());
                  return Behaviors.<M>stopped();
                })
            .withStopMessage(stop));
  }

  /**
   * Done when the coordinator of these entities has answered this node: its region is registered
   * then, and what is sent to an entity arrives. Not done before the node has joined its cluster,
   * however long that takes.
   */
  public static CompletionStage<Done> answers(ActorSystem<?> system, EntityTypeKey<?> type) {
    return AskPattern.<ClusterShardingQuery, ClusterShardingStats>ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetClusterShardingStats(type, PATIENCE, replyTo),
            PATIENCE.plus(PAUSE),
            system.scheduler())
        .thenApply(stats -> !stats.getRegions().isEmpty())
        .exceptionally(failure -> false)
        .thenCompose(answered -> answered ? done() : again(system, type));
  }

  private static CompletionStage<Done> done() {
    return CompletableFuture.completedFuture(Done.done());
  }

  private static CompletionStage<Done> again(ActorSystem<?> system, EntityTypeKey<?> type) {
    return Patterns.after(
        PAUSE,
        system.classicSystem().scheduler(),
        system.executionContext(),
        () -> answers(system, type));
  }
}
