package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;

/** The disk of Postgres is full: statements fail, and when its log has no room, the server ends. */
final class FullDisk implements Fault {
  private final World world;

  FullDisk(World world) {
    this.world = world;
  }

  @Override
  public String start() {
    world.database().fillDisk();
    return "the disk of Postgres";
  }

  @Override
  public void heal() {
    world.database().freeDisk();
    world.database().startAgain();
  }
}
