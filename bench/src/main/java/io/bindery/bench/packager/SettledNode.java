package io.bindery.bench.packager;

import io.bindery.bench.s3.ObjectSet;

/**
 * A node that several measurements share, as one that has run for a while is what they measure: a
 * JVM compiles for its first minutes, and what it compiles is the code around each request.
 */
final class SettledNode implements AutoCloseable {
  /** Whoever still gets cheaper by more than this is still compiling. */
  private static final double STEADY = 0.97;

  private static final int FIRST_SEED = 1_000;

  private final PackagerWorld world;
  private final Sizes sizes;
  private Node node;
  private int rounds;

  SettledNode(PackagerWorld world, Sizes sizes) {
    this.world = world;
    this.sizes = sizes;
  }

  /** As it is now, perhaps just begun. */
  Node node() {
    if (node == null) {
      node = world.node(world.database("settled"));
    }
    return node;
  }

  /**
   * After packages of small objects until two in a row have not cost clearly less processor time
   * than the best before, or as many as the sizes allow.
   */
  Node settled() {
    double best = Double.MAX_VALUE;
    int steady = 0;
    for (int round = 0; round < sizes.warmUps() && steady < 2; round++) {
      var set = ObjectSet.of(sizes.small(), Sizes.SMALL_BYTES, FIRST_SEED + rounds++);
      double cost = node().pack(world.bucket(set)).cpuSeconds();
      steady = cost > best * STEADY ? steady + 1 : 0;
      best = Math.min(best, cost);
    }
    return node();
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
  }
}
