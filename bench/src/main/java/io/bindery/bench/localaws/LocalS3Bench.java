package io.bindery.bench.localaws;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** One run: objects are put, pages listed, the process killed and started again. */
final class LocalS3Bench {
  private static final int RUN_IN = 2_000;
  private static final double HUNDRED_THOUSAND = 100_000;

  /**
   * What was measured.
   *
   * @param objects in one bucket
   * @param startSeconds of a start with them, after a kill
   * @param heapMebibytes that they take, extrapolated to 100,000
   */
  record Figures(
      int objects,
      double putsPerSecond,
      double listMillis,
      double listVersionsMillis,
      double startSeconds,
      double heapMebibytes) {}

  private LocalS3Bench() {}

  static Figures run(Path data, int objects, int pages, Consumer<String> progress) {
    double empty;
    double seconds;
    try (var s3 = LocalS3.start(data)) {
      var load = new LocalS3Load(s3.endpoint());
      load.prepare();
      empty = s3.heapMebibytes();
      progress.accept("putting " + objects + " objects of 4 KiB by 8 clients");
      double runIn = load.put(Math.min(RUN_IN, objects));
      double all = load.put(objects);
      seconds = objects <= RUN_IN ? Math.min(runIn, all) : all;
    }
    progress.accept("starting again after a kill");
    try (var s3 = LocalS3.start(data)) {
      double heap = s3.heapMebibytes() - empty;
      var load = new LocalS3Load(s3.endpoint());
      progress.accept("listing " + pages + " pages of each kind");
      load.pages("list-type=2", "start-after", objects, pages / 4 + 1);
      load.pages("versions", "key-marker", objects, pages / 4 + 1);
      return new Figures(
          objects,
          objects / seconds,
          p99(load.pages("list-type=2", "start-after", objects, pages)),
          p99(load.pages("versions", "key-marker", objects, pages)),
          s3.startSeconds(),
          heap * HUNDRED_THOUSAND / objects);
    }
  }

  private static double p99(List<Double> sorted) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100));
  }
}
