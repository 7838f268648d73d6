package io.bindery.service;

import akka.actor.Address;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Section {@code bindery.cluster}.
 *
 * @param host the address by which the other nodes reach this one
 * @param port its port; 0 takes a free one
 * @param seedNodes {@code host:port} of the nodes to join; empty = a cluster of its own
 */
record ClusterSettings(String host, int port, List<String> seedNodes) {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\[\\]]+):(\\d{1,5})");

  /** A node that forms a cluster of its own has nobody to wait for when it starts and leaves. */
  private static final Config ALONE =
      ConfigFactory.parseMap(
          Map.of(
              "akka.cluster.gossip-interval", "100 ms",
              "akka.cluster.leader-actions-interval", "100 ms",
              "akka.cluster.periodic-tasks-initial-delay", "100 ms",
              "akka.cluster.sharding.retry-interval", "200 ms",
              "akka.cluster.singleton.hand-over-retry-interval", "200 ms"),
          "a cluster of one node");

  static ClusterSettings from(Config root) {
    var settings = Settings.at(root, "bindery.cluster");
    var seeds = settings.texts("seed-nodes");
    if (!seeds.stream().allMatch(seed -> HOST_AND_PORT.matcher(seed).matches())) {
      throw settings.notAllowed("seed-nodes", "a list of host:port, such as [\"10.0.0.1:25520\"]");
    }
    return new ClusterSettings(
        settings.text("host", Grammar.HOST), settings.integer("port", 0, 65_535), seeds);
  }

  /** The settings of Akka for such a cluster. */
  Config tuned(Config root) {
    return seedNodes.isEmpty() ? ALONE.withFallback(root) : root;
  }

  List<Address> seedAddresses(String system) {
    return seedNodes.stream()
        .map(
            seed -> {
              int colon = seed.lastIndexOf(':');
              return new Address(
                  "akka",
                  system,
                  seed.substring(0, colon),
                  Integer.parseInt(seed.substring(colon + 1)));
            })
        .toList();
  }
}
