package io.bindery.bench.chaos.fault;

import io.bindery.bench.chaos.world.World;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** One node, then all that there can be, then two of them, then as many as before. */
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
    int late = retire(2);
    IntStream.rangeClosed(1, cluster.most()).forEach(cluster::start);
    cluster.awaitReady(READY);
    late += retire(FEW + 1);
    return "%d nodes to 1 to %d to %d, %d of them stopped too late"
        .formatted(before.size(), cluster.most(), FEW, late);
  }

  /** Stops all from this one on, one after the other; how many were not in time. */
  private int retire(int first) {
    var cluster = world.cluster();
    return (int)
        cluster.wanted().stream()
            .filter(node -> node >= first)
            .filter(node -> !cluster.retire(node))
            .count();
  }

  @Override
  public void heal() {
    before.forEach(world.cluster()::start);
  }
}
