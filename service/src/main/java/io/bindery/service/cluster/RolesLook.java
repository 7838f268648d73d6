package io.bindery.service.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import com.typesafe.config.Config;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.packager.PackagerSettings;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import io.bindery.platform.regular.RegularWork;
import io.bindery.router.RouterSettings;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Tells in the health of each node whether the cluster has a node for each role that the settings
 * need. No node is unready for the lack of another one, or none of them could ever be the first.
 */
public final class RolesLook {
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Map<NodeRole, String> WITHOUT =
      new EnumMap<>(
          Map.of(
              NodeRole.ROUTER, "no notice is read and no batch is announced",
              NodeRole.PACKAGER, "no package is made",
              NodeRole.EXCHANGE, "nothing is published",
              NodeRole.HTTP, "nobody serves the HTTP API"));

  private final Cluster cluster;
  private final Set<NodeRole> needed;
  private final Part part;

  private RolesLook(Cluster cluster, Set<NodeRole> needed, Part part) {
    this.cluster = cluster;
    this.needed = needed;
    this.part = part;
  }

  /** Starts to look. */
  public static void start(ActorSystem<?> system, Config config) {
    var look =
        new RolesLook(
            Cluster.get(system),
            needed(config),
            Health.get(system)
                .part(
                    new Dependency(
                        "cluster.roles",
                        Kind.CLUSTER,
                        "bindery.roles",
                        words(NodeRole.from(config)),
                        Optional.empty(),
                        false)));
    RegularWork.start(system, "roles-of-the-cluster", PAUSE, look::look);
  }

  /** What a cluster with these settings has to do. */
  static Set<NodeRole> needed(Config config) {
    var needed = EnumSet.of(NodeRole.ROUTER);
    var packager = PackagerSettings.from(config);
    if (!packager.buckets().registries().isEmpty()
        || RouterSettings.from(config).asksForPackages()) {
      needed.add(NodeRole.PACKAGER);
    }
    if (!ExchangeSettings.from(config).plan().sources().isEmpty()) {
      needed.add(NodeRole.EXCHANGE);
    }
    if (config.getBoolean("bindery.http.enabled")) {
      needed.add(NodeRole.HTTP);
    }
    return needed;
  }

  /** Before it has joined, a node knows nothing of the others. */
  private void look() {
    if (cluster.selfMember().status().equals(MemberStatus.up())) {
      part.found(finding(needed, there()));
    }
  }

  private Set<NodeRole> there() {
    return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
        .filter(member -> member.status() == MemberStatus.up())
        .flatMap(member -> NodeRole.of(member).stream())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(NodeRole.class)));
  }

  /**
   * What is told.
   *
   * @param there the roles that some node has
   */
  static Finding finding(Set<NodeRole> needed, Set<NodeRole> there) {
    var missing = EnumSet.copyOf(needed);
    missing.removeAll(there);
    return missing.isEmpty()
        ? Finding.up()
        : Finding.waiting(
            "No node of the cluster has the role %s: %s."
                .formatted(
                    words(missing),
                    missing.stream().map(WITHOUT::get).collect(Collectors.joining(", "))),
            "Start one with bindery.roles = [%s].".formatted(words(missing)));
  }

  private static String words(Set<NodeRole> roles) {
    return roles.stream().map(NodeRole::word).collect(Collectors.joining(", "));
  }
}
