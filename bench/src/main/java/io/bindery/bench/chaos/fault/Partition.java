package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.util.Random;

/** A node and its peers lose each other, or it loses them only; database and AWS stay. */
final class Partition implements Fault {
  private final World world;
  private final int node;
  private final boolean oneWay;

  Partition(World world, Random random, boolean oneWay) {
    this.world = world;
    this.node = world.cluster().any(random);
    this.oneWay = oneWay;
  }

  @Override
  public String start() {
    world.network().isolate(node, oneWay);
    return "node " + node;
  }

  @Override
  public void heal() {
    world.network().heal();
  }
}
