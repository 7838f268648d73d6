package io.bindery.service;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import io.bindery.platform.telemetry.Meters;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;

/** What a node is, and whom it sees in its cluster. */
final class NodeMeters {
  private static final Map<MemberStatus, String> STATUSES =
      Map.of(
          MemberStatus.joining(), "joining",
          MemberStatus.weaklyUp(), "weakly-up",
          MemberStatus.up(), "up",
          MemberStatus.leaving(), "leaving",
          MemberStatus.exiting(), "exiting",
          MemberStatus.down(), "down");

  private NodeMeters() {}

  static void start(ActorSystem<?> system) {
    var meters = Meters.get(system);
    var build = BuildInfo.current();
    meters.gauge(
        "bindery.build.info",
        "",
        "1, with the version of this node.",
        () -> 1,
        "version",
        build.version(),
        "java",
        String.format(Locale.ROOT, "%d", build.java()));
    var cluster = Cluster.get(system);
    STATUSES.forEach(
        (status, word) ->
            meters.gauge(
                "bindery.cluster.members",
                "",
                "Nodes of the cluster by their status, as this node sees it.",
                () ->
                    StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                        .filter(member -> member.status().equals(status))
                        .count(),
                "status",
                word));
    meters.gauge(
        "bindery.cluster.unreachable",
        "",
        "Nodes of the cluster that this node cannot reach.",
        () -> List.copyOf(cluster.state().getUnreachable()).size());
  }
}
