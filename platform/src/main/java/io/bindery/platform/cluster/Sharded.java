package io.bindery.platform.cluster;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.GetClusterShardingStats;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.Patterns;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Whether entities can be reached. */
public final class Sharded {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Sharded() {}

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
