package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.InProcessAws;
import io.bindery.bench.measure.Median;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/** Whether it matters how many batches are open. */
final class OpenPrefixes {
  /** The prefixes that are written to; all others are quiet. */
  private static final Load.Shape BUSY = Load.Shape.uniform(1_000);

  private static final int FEW = 1_000;
  private static final double MEBIBYTE = 1024 * 1024;
  private static final Rule RULE = new Rule(1_000, Duration.ofHours(1));

  private OpenPrefixes() {}

  /**
   * What was seen.
   *
   * @param few events a second, to 1,000 prefixes, with those open
   * @param many the same with very many open
   * @param all events a second to all of the many, each of which has to be woken
   * @param residents batches in memory at the end
   * @param heapMebibytes live heap of the whole process at the end, after a collection
   * @param emptyMebibytes the same before the node with many open batches was started
   */
  record Seen(
      double few,
      double many,
      double all,
      long residents,
      double heapMebibytes,
      double emptyMebibytes) {}

  static Seen run(BenchDatabase small, BenchDatabase large, Sizes sizes, long seed) {
    JournalSeed.open(small, FEW, "");
    JournalSeed.open(large, sizes.open(), "");
    double empty = liveHeap();
    try (var manyOpen = node(large)) {
      var few = new ArrayList<Double>();
      var many = new ArrayList<Double>();
      try (var fewOpen = node(small)) {
        for (int round = 0; round <= sizes.rounds(); round++) {
          double one = rate(fewOpen, BUSY, sizes, seed + 2L * round);
          double other = rate(manyOpen, BUSY, sizes, seed + 2L * round + 1);
          // The first round wakes them.
          if (round > 0) {
            few.add(one);
            many.add(other);
          }
        }
      }
      double all = rate(manyOpen, Load.Shape.uniform(sizes.open()), sizes, seed + 999);
      long residents = manyOpen.residents();
      return new Seen(Median.of(few), Median.of(many), all, residents, liveHeap(), empty);
    }
  }

  private static BenchNode node(BenchDatabase database) {
    return BenchNode.start(database, InProcessAws.with(new Announcements()), RULE, Map.of());
  }

  private static double rate(BenchNode node, Load.Shape shape, Sizes sizes, long seed) {
    try (var bindery = new BinderyRouter(node)) {
      return bindery.run(shape, sizes.slice(), seed).rate();
    }
  }

  private static double liveHeap() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed() / MEBIBYTE;
  }
}
