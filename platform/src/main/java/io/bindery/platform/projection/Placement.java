package io.bindery.platform.projection;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.typed.ClusterShardingQuery;
import akka.cluster.sharding.typed.GetClusterShardingStats;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.Patterns;
import akka.projection.ProjectionBehavior;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where the parts of a projection run. A node that is stopped right after its start would wait in
 * vain, for as long as sharding has patience, for parts that are to be started and have no place:
 * it lets them be placed first.
 */
final class Placement {
  /** Akka's, of the sharding below its daemon processes. */
  private static final String TYPE_PREFIX = "sharded-daemon-process-";

  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration POLL = Duration.ofMillis(100);

  private final ActorSystem<?> system;
  private final EntityTypeKey<ProjectionBehavior.Command> type;
  private final int parts;
  private final long end;

  private Placement(ActorSystem<?> system, String name, int parts) {
    this.system = system;
    this.type = EntityTypeKey.create(ProjectionBehavior.Command.class, TYPE_PREFIX + name);
    this.parts = parts;
    this.end = System.nanoTime() + PATIENCE.toNanos();
  }

  /** Makes the stop of the system wait for it, first of all. */
  static void awaitedAtStop(ActorSystem<?> system, String name, int parts) {
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind(),
            "place-" + name,
            () -> new Placement(system, name, parts).placed());
  }

  private CompletionStage<Done> placed() {
    return AskPattern.<ClusterShardingQuery, ClusterShardingStats>ask(
            ClusterSharding.get(system).shardState(),
            replyTo -> new GetClusterShardingStats(type, POLL, replyTo),
            POLL.multipliedBy(2),
            system.scheduler())
        .thenApply(Placement::count)
        .exceptionally(failure -> 0)
        .thenCompose(
            count ->
                count >= parts || System.nanoTime() > end
                    ? CompletableFuture.completedFuture(Done.done())
                    : Patterns.after(
                        POLL,
                        system.classicSystem().scheduler(),
                        system.executionContext(),
                        this::placed));
  }

  private static int count(ClusterShardingStats stats) {
    return stats.getRegions().values().stream().mapToInt(region -> region.getStats().size()).sum();
  }
}
