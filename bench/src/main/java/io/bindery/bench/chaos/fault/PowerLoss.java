package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;

/** The machine of Postgres loses its power: what was not synced to the disk is gone. */
final class PowerLoss implements Fault {
  private final World world;

  PowerLoss(World world) {
    this.world = world;
  }

  @Override
  public String start() {
    world.database().losePower();
    return "the disk of Postgres";
  }

  @Override
  public void heal() {
    world.database().startAgain();
  }
}
