package io.bindery.service.cluster;

import akka.actor.Address;
import com.typesafe.config.Config;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Section {@code bindery.cluster}.
 *
 * @param host the address by which the other nodes reach this one
 * @param port its port; 0 takes a free one
 * @param seedNodes {@code host:port} of the nodes to join; empty = a cluster of its own
 * @param discovery how the others are found
 * @param requiredContactPoints how many nodes must be found before they form a new cluster
 * @param service what the pods of the cluster are labelled with
 * @param appVersion which of two builds is the newer one; absent: whoever knows tells it
 * @param stableAfter how long the same nodes must have been out of reach before they are given up
 * @param removalMargin how long after that their work goes on elsewhere
 * @param tls the files for encryption; absent: there is none
 */
public record ClusterSettings(
    String host,
    int port,
    List<String> seedNodes,
    Discovery discovery,
    int requiredContactPoints,
    String service,
    Optional<String> appVersion,
    Duration stableAfter,
    Duration removalMargin,
    Optional<TlsFiles> tls) {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[0-9a-fA-F:]+]|[^:\\[\\]]+):(\\d{1,5})");
  private static final String SEED_NODES = "seed-nodes";

  /**
   * Reads the section.
   *
   * @throws SettingsException with the first value that is wrong, also if a file for encryption
   *     cannot be used
   */
  public static ClusterSettings from(Config root) {
    var settings = Settings.at(root, "bindery.cluster");
    var seeds = settings.texts(SEED_NODES);
    if (!seeds.stream().allMatch(seed -> HOST_AND_PORT.matcher(seed).matches())) {
      throw settings.notAllowed(SEED_NODES, "a list of host:port, such as [\"10.0.0.1:25520\"]");
    }
    var discovery = settings.choice("discovery", Discovery.class);
    if (discovery == Discovery.KUBERNETES_API) {
      together(root, settings, seeds);
    }
    return new ClusterSettings(
        settings.text("host", Grammar.HOST),
        settings.integer("port", 0, 65_535),
        seeds,
        discovery,
        settings.integer("required-contact-points", 1, 100),
        settings.text("service", Grammar.LABEL),
        settings.optionalText("app-version", Grammar.VERSION),
        settings.duration("stable-after", Duration.ofSeconds(2), Duration.ofMinutes(5)),
        settings.duration("removal-margin", Duration.ofSeconds(1), Duration.ofMinutes(5)),
        TlsFiles.from(settings));
  }

  private static void together(Config root, Settings settings, List<String> seeds) {
    var word = Discovery.KUBERNETES_API.word();
    if (!seeds.isEmpty()) {
      throw SettingsException.conflict(
          "bindery.cluster.seed-nodes",
          seeds.toString(),
          "with bindery.cluster.discovery = %s nodes are found by Kubernetes; leave it empty."
              .formatted(word));
    }
    if (ManagementSettings.from(root).port().isEmpty()) {
      throw SettingsException.conflict(
          "bindery.management.port",
          "off",
          "with bindery.cluster.discovery = %s nodes ask each other at this port; set it, for example to 8558."
              .formatted(word));
    }
    if (settings.integer("port", 0, 65_535) == 0) {
      throw SettingsException.conflict(
          "bindery.cluster.port",
          "0",
          "with bindery.cluster.discovery = %s it must be the same for all nodes, for example 25520."
              .formatted(word));
    }
  }

  /** Whether this node has nobody to wait for. */
  boolean isAlone() {
    return discovery == Discovery.CONFIG && seedNodes.isEmpty();
  }

  /** What is told of how the others are found. */
  public String found() {
    return discovery == Discovery.CONFIG
        ? seedNodes.toString()
        : discovery.word() + ", app.kubernetes.io/part-of=" + service;
  }

  /** The addresses of the seed nodes. */
  public List<Address> seedAddresses(String system) {
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
