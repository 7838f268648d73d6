package io.bindery.laptop.node;

import java.nio.file.Path;

/** What the nodes of one data directory keep on disk: {@code nodes/} below it. */
record NodeFiles(Path directory) {
  static NodeFiles in(Path data) {
    return new NodeFiles(data.toAbsolutePath().normalize().resolve("nodes"));
  }

  /** What a node needs to know; it is there for as long as nodes may run. */
  Path plan() {
    return directory.resolve("plan.conf");
  }

  /** The log of a node. */
  Path log(int node) {
    return directory.resolve("node-%d.log".formatted(node));
  }

  /** Packages in the making. */
  Path spool(int node) {
    return directory.resolve("spool-%d".formatted(node));
  }
}
