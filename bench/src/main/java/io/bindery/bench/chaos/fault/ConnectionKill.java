package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;

/** All connections of the database are ended at once, as at a failover. */
final class ConnectionKill implements Fault {
  private final World world;

  ConnectionKill(World world) {
    this.world = world;
  }

  @Override
  public String start() {
    return world.database().endConnections() + " connections";
  }

  @Override
  public void heal() {
    // Nothing keeps new ones away.
  }
}
