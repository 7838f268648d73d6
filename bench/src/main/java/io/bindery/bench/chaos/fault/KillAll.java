package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.util.List;

/** SIGKILL for all nodes; when they are started again, all open batches are overdue. */
final class KillAll implements Fault {
  private final World world;
  private final List<Integer> nodes;

  KillAll(World world) {
    this.world = world;
    this.nodes = world.cluster().wanted();
  }

  @Override
  public String start() {
    nodes.forEach(world.cluster()::kill);
    return "nodes " + nodes;
  }

  @Override
  public void heal() {
    nodes.forEach(world.cluster()::start);
  }
}
