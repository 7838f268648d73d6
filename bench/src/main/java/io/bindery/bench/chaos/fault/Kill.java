package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.util.Random;

/** SIGKILL for one node, which is started again. */
final class Kill implements Fault {
  private final World world;
  private final int node;

  Kill(World world, Random random) {
    this.world = world;
    this.node = world.cluster().any(random);
  }

  @Override
  public String start() {
    world.cluster().kill(node);
    return "node " + node;
  }

  @Override
  public void heal() {
    world.cluster().start(node);
  }
}
