package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.util.Random;

/** SIGSTOP for longer than the others wait for a node; it wakes up and is out of the cluster. */
final class Pause implements Fault {
  private final World world;
  private final int node;

  Pause(World world, Random random) {
    this.world = world;
    this.node = world.cluster().any(random);
  }

  @Override
  public String start() {
    world.cluster().pause(node);
    return "node " + node;
  }

  @Override
  public void heal() {
    world.cluster().resume(node);
  }
}
