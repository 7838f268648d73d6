package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;

/** Postgres' immediate stop: it recovers from its log when it is started. */
final class DatabaseStop implements Fault {
  private final World world;

  DatabaseStop(World world) {
    this.world = world;
  }

  @Override
  public String start() {
    world.database().stopAtOnce();
    return "Postgres";
  }

  @Override
  public void heal() {
    world.database().startAgain();
  }
}
