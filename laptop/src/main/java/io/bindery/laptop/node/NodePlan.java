package io.bindery.laptop.node;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigRenderOptions;
import io.bindery.localaws.state.SecretFile;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What every node of one {@code up --nodes} must know. It lies in a file, so that a node can be
 * started again, or added, from another shell.
 *
 * @param parent the process that has the database and the AWS
 * @param nodes how many it starts itself; these are the seed nodes
 * @param ports of the cluster, of node 1 first
 * @param httpPort of node 1's HTTP API, the next one for node 2 and so on; 0 takes free ones
 * @param userConfig the user's settings, if any
 * @param service what all nodes set alike on top of them
 */
record NodePlan(
    ParentWatch.Parent parent,
    int nodes,
    List<Integer> ports,
    int httpPort,
    Optional<String> userConfig,
    Config service) {
  static final String HOST = "127.0.0.1";

  void write(Path file) throws IOException {
    var map = new HashMap<String, Object>();
    map.put("parent", parent.pid());
    map.put("parent-start", parent.start());
    map.put("nodes", nodes);
    map.put("ports", ports);
    map.put("http-port", httpPort);
    userConfig.ifPresent(path -> map.put("user-config", path));
    map.put("service", service.root());
    Files.createDirectories(file.getParent());
    // It holds the password of the database.
    SecretFile.write(
        file, ConfigFactory.parseMap(map).root().render(ConfigRenderOptions.concise()));
  }

  /**
   * Reads it.
   *
   * @throws CommandException if nothing runs there
   */
  static NodePlan read(Path file) {
    try {
      var config = ConfigFactory.parseString(Files.readString(file));
      var plan =
          new NodePlan(
              new ParentWatch.Parent(config.getLong("parent"), config.getLong("parent-start")),
              config.getInt("nodes"),
              config.getIntList("ports"),
              config.getInt("http-port"),
              config.hasPath("user-config")
                  ? Optional.of(config.getString("user-config"))
                  : Optional.empty(),
              config.getConfig("service"));
      if (plan.parent().isAlive()) {
        return plan;
      }
    } catch (IOException | ConfigException e) {
      throw nothingRuns(file, e);
    }
    throw nothingRuns(file, null);
  }

  /** The settings that only this node has, on top of those that all have. */
  Config settings(int node, Path spool) {
    var set = new HashMap<String, Object>();
    set.put("bindery.cluster.host", HOST);
    set.put("bindery.cluster.port", ports.get(node - 1));
    set.put(
        "bindery.cluster.seed-nodes",
        ports.stream().limit(nodes).map(port -> HOST + ":" + port).toList());
    set.put("bindery.http.port", httpPort == 0 ? 0 : httpPort + node - 1);
    set.put("bindery.packager.spool-directory", spool.toString());
    // No network is between these nodes, only other work of their machine: that is no reason to
    // give one up soon, or all of them because they come and go.
    set.put("akka.cluster.failure-detector.acceptable-heartbeat-pause", "10 s");
    set.put("akka.cluster.split-brain-resolver.down-all-when-unstable", "off");
    // The first one, started again, must not form a cluster of its own beside busy others.
    set.put("akka.cluster.seed-node-timeout", "15 s");
    return ConfigFactory.parseMap(Map.copyOf(set), "node " + node).withFallback(service);
  }

  private static CommandException nothingRuns(Path file, Exception cause) {
    return new CommandException(
        ExitCode.UNAVAILABLE,
        "No 'bindery up --nodes' runs on %s: start it first, or name its directory with --data."
            .formatted(file.getParent().getParent()),
        cause);
  }
}
