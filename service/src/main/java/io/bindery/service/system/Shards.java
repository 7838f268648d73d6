package io.bindery.service.system;

import akka.actor.Address;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Adapter;
import akka.cluster.sharding.ClusterSharding;
import akka.cluster.sharding.ShardRegion;
import akka.cluster.sharding.ShardRegion.ClusterShardingStats;
import akka.cluster.sharding.ShardRegion.GetClusterShardingStats;
import akka.cluster.typed.Cluster;
import akka.pattern.Patterns;
import io.bindery.platform.telemetry.Cached;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;

/** Where the entities of each kind are, as the nodes tell it. */
final class Shards {
  private static final Duration LIFE = Duration.ofSeconds(5);
  private static final int PATIENCE_SECONDS = 2;

  private final ClusterSharding sharding;
  private final Address self;
  private final Cached<List<SystemView.Region>> regions;

  Shards(ActorSystem<?> system) {
    this.sharding = ClusterSharding.get(Adapter.toClassic(system));
    this.self = Cluster.get(system).selfMember().address();
    this.regions = new Cached<>("the shards of the cluster", LIFE, this::ask);
  }

  /** By the name of the kind; those that nobody told of in time are left out. */
  CompletionStage<List<SystemView.Region>> regions() {
    return regions.fresh().exceptionally(failure -> List.of());
  }

  private CompletionStage<List<SystemView.Region>> ask() {
    var asked =
        new TreeSet<>(sharding.getShardTypeNames())
            .stream().map(name -> region(name).toCompletableFuture()).toList();
    return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
        .thenApply(done -> asked.stream().flatMap(one -> one.join().stream()).toList());
  }

  private CompletionStage<Optional<SystemView.Region>> region(String name) {
    return Patterns.ask(
            sharding.shardRegion(name),
            new GetClusterShardingStats(FiniteDuration.create(PATIENCE_SECONDS, TimeUnit.SECONDS)),
            Duration.ofSeconds(PATIENCE_SECONDS + 1))
        .handle(
            (answer, failure) ->
                answer instanceof ClusterShardingStats stats
                    ? Optional.of(region(name, stats))
                    : Optional.empty());
  }

  private SystemView.Region region(String name, ClusterShardingStats stats) {
    var places = new ArrayList<SystemView.Place>();
    CollectionConverters.asJava(stats.regions())
        .forEach((address, region) -> places.add(place(address, region)));
    places.sort((a, b) -> a.address().compareTo(b.address()));
    return new SystemView.Region(
        name,
        places.stream().mapToInt(SystemView.Place::shards).sum(),
        places.stream().mapToInt(SystemView.Place::entities).sum(),
        places);
  }

  /** A node gives its own address without host and port. */
  private SystemView.Place place(Address address, ShardRegion.ShardRegionStats region) {
    var shards = CollectionConverters.asJava(region.stats());
    int entities = shards.values().stream().mapToInt(count -> ((Number) count).intValue()).sum();
    return new SystemView.Place(
        words(address.hasGlobalScope() ? address : self), shards.size(), entities);
  }

  /** As the settings name a node. */
  static String words(Address address) {
    return address.getHost().orElse("") + ":" + address.getPort().orElse(0);
  }
}
