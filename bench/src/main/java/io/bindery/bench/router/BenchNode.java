package io.bindery.bench.router;

import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.typed.GetShardRegionState;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.BenchException;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.platform.queue.ObjectTaker;
import io.bindery.protocol.notice.ObjectEvent;
import io.bindery.router.Router;
import io.bindery.router.RouterSettings;
import io.bindery.router.batch.Batch;
import io.bindery.router.bucket.BucketSupervisor;
import io.bindery.service.config.ConfigLoader;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A router as production runs it, in a cluster of one, with the shipped settings. */
final class BenchNode implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Config config;
  private final ActorSystem<Void> system;
  private final AwsClients aws;
  private final ActorRef<BucketSupervisor.Command> supervisor;

  private BenchNode(BenchDatabase database, AwsClients aws, Rule rule, Map<String, Object> more) {
    var set = new HashMap<>(database.settings());
    set.put("bindery.cluster.host", "127.0.0.1");
    set.put("bindery.cluster.port", 0);
    set.put("bindery.router.queue.url", "http://127.0.0.1/none");
    set.put("bindery.router.queue.dead-letter-url", "http://127.0.0.1/none");
    set.put("bindery.router.buckets", List.of(policy(rule)));
    set.put("akka.coordinated-shutdown.run-by-jvm-shutdown-hook", "off");
    set.putAll(more);
    this.aws = aws;
    config = ConfigLoader.load(Optional.empty(), ConfigFactory.parseMap(set, "the benchmark"));
    Migrations.apply(DatabaseSettings.from(config));
    system = ActorSystem.create(Behaviors.empty(), "bindery", config);
    var cluster = Cluster.get(system);
    cluster.manager().tell(Join.create(cluster.selfMember().address()));
    supervisor =
        Router.start(system, aws, RouterSettings.from(config), ObjectTaker.NONE)
            .supervisor(Load.BUCKET)
            .orElseThrow();
  }

  /**
   * Starts a node.
   *
   * @param aws closed with the node
   * @param rule what closes the batches of {@link Load#BUCKET}
   * @param more settings that differ from the shipped ones
   */
  static BenchNode start(
      BenchDatabase database, AwsClients aws, Rule rule, Map<String, Object> more) {
    return new BenchNode(database, aws, rule, more);
  }

  static Map<String, Object> policy(Rule rule) {
    return Map.of(
        "name",
        Load.BUCKET,
        "prefix-depth",
        2,
        "trigger",
        Map.of("count", rule.count(), "quiet", rule.quiet().toMillis() + " ms"));
  }

  /** Hands parsed events in, as the intake does; answers how many are durable. */
  CompletableFuture<Integer> accept(List<ObjectEvent> events) {
    return AskPattern.<BucketSupervisor.Command, BucketSupervisor.Accepted>ask(
            supervisor,
            replyTo -> new BucketSupervisor.Accept(events, replyTo),
            PATIENCE,
            system.scheduler())
        .thenApply(accepted -> (int) accepted.failures().stream().filter(Optional::isEmpty).count())
        .toCompletableFuture();
  }

  /** Hands events in and waits until all are durable. */
  void record(List<ObjectEvent> events) {
    int durable = accept(events).join();
    if (durable < events.size()) {
      throw new BenchException((events.size() - durable) + " events were not recorded in time");
    }
  }

  /** How many batches are in memory. */
  long residents() {
    CompletableFuture<ShardRegion.CurrentShardRegionState> state =
        AskPattern
            .<akka.cluster.sharding.typed.ClusterShardingQuery, ShardRegion.CurrentShardRegionState>
                ask(
                    ClusterSharding.get(system).shardState(),
                    replyTo -> new GetShardRegionState(Batch.TYPE_KEY, replyTo),
                    PATIENCE,
                    system.scheduler())
            .toCompletableFuture();
    return state.join().getShards().stream().mapToLong(shard -> shard.getEntityIds().size()).sum();
  }

  Config config() {
    return config;
  }

  @Override
  public void close() {
    CoordinatedShutdown.get(system)
        .runAll(CoordinatedShutdown.clusterLeavingReason())
        .toCompletableFuture()
        .join();
    aws.close();
  }
}
