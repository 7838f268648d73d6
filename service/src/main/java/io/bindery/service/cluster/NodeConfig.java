package io.bindery.service.cluster;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.cluster.NodeRole;
import java.util.HashMap;
import java.util.Map;

/** The settings of Akka that follow from those of the node. */
public final class NodeConfig {
  /** A node that forms a cluster of its own has nobody to wait for when it starts and leaves. */
  private static final Map<String, Object> ALONE =
      Map.of(
          "akka.cluster.gossip-interval", "100 ms",
          "akka.cluster.leader-actions-interval", "100 ms",
          "akka.cluster.periodic-tasks-initial-delay", "100 ms",
          "akka.cluster.sharding.retry-interval", "200 ms",
          "akka.cluster.singleton.hand-over-retry-interval", "200 ms");

  private static final String BOOTSTRAP =
      "akka.management.cluster.bootstrap.contact-point-discovery.";

  private NodeConfig() {}

  /**
   * The whole configuration of a node.
   *
   * @param appVersion which of two builds is the newer one
   */
  public static Config of(Config root, ClusterSettings cluster, String appVersion) {
    var own = new HashMap<String, Object>();
    own.put("akka.cluster.roles", NodeRole.from(root).stream().map(NodeRole::word).toList());
    own.put("akka.cluster.app-version", appVersion);
    ManagementSettings.from(root)
        .port()
        .ifPresent(
            port -> {
              own.put("akka.management.http.port", port);
              own.put("akka.management.http.bind-port", port);
              own.put("akka.management.cluster.bootstrap.contact-point.fallback-port", port);
            });
    own.put(BOOTSTRAP + "service-name", cluster.service());
    own.put(BOOTSTRAP + "required-contact-point-nr", cluster.requiredContactPoints());
    if (cluster.isAlone()) {
      own.putAll(ALONE);
    }
    cluster.tls().ifPresent(files -> own.putAll(files.akka()));
    return ConfigFactory.parseMap(own, "the settings of this node").withFallback(root);
  }
}
