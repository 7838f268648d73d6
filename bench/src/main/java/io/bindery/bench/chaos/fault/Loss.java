package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.util.Random;

/** Three of ten packets to a node are lost, those of database and AWS too. */
final class Loss implements Fault {
  private static final int PERCENT = 30;

  private final World world;
  private final int node;

  Loss(World world, Random random) {
    this.world = world;
    this.node = world.cluster().any(random);
  }

  @Override
  public String start() {
    world.network().lose(node, PERCENT);
    return "node " + node;
  }

  @Override
  public void heal() {
    world.network().heal();
  }
}
