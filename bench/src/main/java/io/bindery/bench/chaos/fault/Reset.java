package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.util.Random;

/** All connections of a node are reset: those with its peers, with database and AWS. */
final class Reset implements Fault {
  private final World world;
  private final int node;

  Reset(World world, Random random) {
    this.world = world;
    this.node = world.cluster().any(random);
  }

  @Override
  public String start() {
    world.network().reset(node);
    world.databaseLink(node).resetAll();
    world.awsLink(node).resetAll();
    return "node " + node;
  }

  @Override
  public void heal() {
    world.network().heal();
  }
}
