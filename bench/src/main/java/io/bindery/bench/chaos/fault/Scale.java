package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** All nodes that there can be, then two of them, then as many as before. */
final class Scale implements Fault {
  private static final Duration READY = Duration.ofMinutes(2);
  private static final int FEW = 2;

  private final World world;
  private final List<Integer> before;

  Scale(World world) {
    this.world = world;
    this.before = world.cluster().wanted();
  }

  @Override
  public String start() {
    var cluster = world.cluster();
    IntStream.rangeClosed(1, cluster.most()).forEach(cluster::start);
    cluster.awaitReady(READY);
    IntStream.rangeClosed(FEW + 1, cluster.most()).forEach(cluster::retire);
    return "%d nodes to %d to %d".formatted(before.size(), cluster.most(), FEW);
  }

  @Override
  public void heal() {
    before.forEach(world.cluster()::start);
  }
}
