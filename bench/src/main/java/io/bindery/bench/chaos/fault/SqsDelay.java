package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.util.Random;

/** Notices come seconds late. */
final class SqsDelay implements Fault {
  private static final int SHORTEST_SECONDS = 2;
  private static final int LONGEST_SECONDS = 10;

  private final World world;
  private final int seconds;

  SqsDelay(World world, Random random) {
    this.world = world;
    this.seconds = SHORTEST_SECONDS + random.nextInt(LONGEST_SECONDS - SHORTEST_SECONDS + 1);
  }

  @Override
  public String start() {
    world.account().delay(world.account().notices().url(), seconds);
    return "notices by %d s".formatted(seconds);
  }

  @Override
  public void heal() {
    world.account().delay(world.account().notices().url(), 0);
  }
}
