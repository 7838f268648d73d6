package io.bindery.bench.way;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import java.util.function.Consumer;

/** One run: one node, to which folders come one after the other. */
final class WayBench {
  private WayBench() {}

  /**
   * Measures.
   *
   * @param seed of the order of folders within a round
   */
  static Figures run(Path data, Sizes sizes, long seed, Consumer<String> progress)
      throws IOException {
    progress.accept("starting Postgres, S3, SQS and a node");
    try (var world = WayWorld.start(data)) {
      progress.accept("a folder of each kind that does not count");
      for (var variant : sizes.variants()) {
        if (!variant.far()) {
          var unused = Folder.measure(world, variant);
        }
      }
      var random = new Random(seed);
      var folders = new ArrayList<Folder>();
      for (int round = 1; round <= sizes.rounds(); round++) {
        var turns = sizes.turns();
        progress.accept(
            "round %d of %d: %d folders".formatted(round, sizes.rounds(), turns.size()));
        Collections.shuffle(turns, random);
        for (var variant : turns) {
          folders.add(Folder.measure(world, variant));
        }
      }
      return new Figures(world.machine(), sizes, folders);
    }
  }
}
