package io.bindery.service.system;

import akka.actor.typed.ActorSystem;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.platform.queue.QueueDepth;
import io.bindery.platform.queue.QueueDepths;
import io.bindery.service.BuildInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;

/** Looks at a node and its cluster. What costs something is read again a few seconds later only. */
public final class SystemLook {
  private static final List<String> READERS = List.of("router", "packager");

  private final ActorSystem<?> system;
  private final Cluster cluster;
  private final Config config;
  private final QueueDepths depths;
  private final Shards shards;
  private final Figures figures;

  public SystemLook(ActorSystem<?> system) {
    this.system = system;
    this.cluster = Cluster.get(system);
    this.config = system.settings().config();
    this.depths = QueueDepths.get(system);
    this.shards = new Shards(system);
    this.figures = new Figures(system);
  }

  /** As it is now. */
  public CompletionStage<SystemView> look() {
    return shards
        .regions()
        .thenCombine(depths.fresh().exceptionally(failure -> List.of()), this::view);
  }

  private SystemView view(List<SystemView.Region> regions, List<QueueDepth> seen) {
    var build = BuildInfo.current();
    var aws = AwsSettings.from(config);
    var heap = Runtime.getRuntime();
    return new SystemView(
        build.version(),
        build.akka(),
        build.java(),
        Shards.words(cluster.selfMember().address()),
        Instant.ofEpochMilli(system.startTime()),
        system.uptime(),
        new SystemView.Aws(aws.region(), aws.endpoint()),
        members(regions),
        regions,
        READERS.stream().map(name -> queue(name, seen)).toList(),
        figures.journal(),
        new SystemView.Pool(
            figures.gauge("bindery.pool.connections.limit"),
            figures.gauge("bindery.pool.connections", "state", "in_use"),
            figures.gauge("bindery.pool.connections", "state", "idle"),
            figures.gauge("bindery.pool.waiting")),
        new SystemView.Memory(heap.totalMemory() - heap.freeMemory(), heap.maxMemory()));
  }

  private List<SystemView.Member> members(List<SystemView.Region> regions) {
    var state = cluster.state();
    var members = new ArrayList<Member>();
    state.getMembers().forEach(members::add);
    members.sort((a, b) -> a.isOlderThan(b) ? -1 : b.isOlderThan(a) ? 1 : 0);
    return members.stream()
        .map(
            member -> {
              var address = Shards.words(member.address());
              return new SystemView.Member(
                  address,
                  member.status().toString().toLowerCase(Locale.ROOT),
                  new TreeSet<>(member.getRoles()),
                  member.address().equals(cluster.selfMember().address()),
                  StreamSupport.stream(state.getUnreachable().spliterator(), false)
                      .noneMatch(member::equals),
                  member.address().equals(state.getLeader()),
                  regions.isEmpty() ? Optional.empty() : Optional.of(shardsAt(address, regions)));
            })
        .toList();
  }

  private static int shardsAt(String address, List<SystemView.Region> regions) {
    return regions.stream()
        .flatMap(region -> region.nodes().stream())
        .filter(place -> place.address().equals(address))
        .mapToInt(SystemView.Place::shards)
        .sum();
  }

  private SystemView.Queue queue(String name, List<QueueDepth> seen) {
    var section = config.getConfig("bindery.%s.queue".formatted(name));
    var depth = found(seen, name, it -> !it.deadLetters());
    return new SystemView.Queue(
        name,
        section.getString("url"),
        depth.map(QueueDepth::waiting),
        depth.map(QueueDepth::inHand),
        depth.map(QueueDepth::delayed),
        depth.flatMap(QueueDepth::oldestSeconds),
        depth.map(QueueDepth::readAt),
        new SystemView.DeadLetters(
            section.getString("dead-letter-url"),
            found(seen, name, QueueDepth::deadLetters).map(QueueDepth::messages)));
  }

  private static Optional<QueueDepth> found(
      List<QueueDepth> seen, String name, Predicate<QueueDepth> which) {
    return seen.stream()
        .filter(depth -> depth.queue().equals(name) && which.test(depth))
        .findFirst();
  }
}
