package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.time.Duration;
import java.util.List;

/** Each node is stopped in order and started again, as an upgrade does it. */
final class RollingRestart implements Fault {
  private static final Duration READY = Duration.ofMinutes(2);

  private final World world;
  private final List<Integer> nodes;

  RollingRestart(World world) {
    this.world = world;
    this.nodes = world.cluster().wanted();
  }

  @Override
  public String start() {
    int late = 0;
    for (int node : nodes) {
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
      late += world.cluster().stop(node) ? 0 : 1;
      world.cluster().start(node);
      world.cluster().awaitReady(READY);
    }
    return "nodes %s, %d of them stopped too late".formatted(nodes, late);
  }

  @Override
  public void heal() {
    nodes.forEach(world.cluster()::start);
  }
}
