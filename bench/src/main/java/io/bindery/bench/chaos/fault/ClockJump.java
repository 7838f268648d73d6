package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.Clocks;
import io.bindery.bench.chaos.world.World;
import java.util.Random;

/** The wall clock of one node goes an hour ahead or two minutes back, while it runs. */
final class ClockJump implements Fault {
  private static final long AHEAD = 3_600;
  private static final long BACK = -120;

  private final World world;
  private final long seconds;

  ClockJump(World world, Random random) {
    this.world = world;
    this.seconds = random.nextBoolean() ? AHEAD : BACK;
  }

  @Override
  public String start() {
    world.clocks().set(seconds);
    return "node %d by %+d s".formatted(Clocks.NODE, seconds);
  }

  @Override
  public void heal() {
    world.clocks().set(0);
  }
}
