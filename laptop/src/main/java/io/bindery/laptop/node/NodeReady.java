package io.bindery.laptop.node;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/** The line that a node prints when it works, and its reading. */
final class NodeReady {
  private static final Pattern LINE = Pattern.compile("Node (\\d+) is up: .*");
  private static final Pattern API = Pattern.compile("HTTP API (http://\\S+)/api/v1");

  private NodeReady() {}

  static String line(int node, long pid, int port, Optional<URI> api, NodeFiles files) {
    return "Node %d is up: process %d, cluster %s:%d%s, log %s"
        .formatted(
            node,
            pid,
            NodePlan.HOST,
            port,
            api.map(uri -> ", HTTP API " + uri + "/api/v1").orElse(""),
            files.log(node));
  }

  static boolean is(String line) {
    return LINE.matcher(line).matches();
  }

  static Optional<URI> api(String line) {
    var matcher = API.matcher(line);
    return matcher.find() ? Optional.of(URI.create(matcher.group(1))) : Optional.empty();
  }
}
