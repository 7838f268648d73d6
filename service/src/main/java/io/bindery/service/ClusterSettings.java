package io.bindery.service;

import akka.actor.Address;
import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import java.util.List;
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

  static ClusterSettings from(Config root) {
    var settings = Settings.at(root, "bindery.cluster");
    var seeds = settings.texts("seed-nodes");
    if (!seeds.stream().allMatch(seed -> HOST_AND_PORT.matcher(seed).matches())) {
      throw settings.notAllowed("seed-nodes", "a list of host:port, such as [\"10.0.0.1:25520\"]");
    }
    return new ClusterSettings(settings.text("host"), settings.integer("port", 0, 65_535), seeds);
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
