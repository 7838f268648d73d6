package io.bindery.bench.localaws;

import io.bindery.bench.measure.BenchException;
import io.bindery.localaws.child.ClassArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * One run: objects are put, pages listed, the process killed and started again: as it is, and with
 * an archive of classes as {@code bindery warm-up} makes it.
 */
final class LocalS3Bench {
  private static final int RUN_IN = 2_000;
  private static final double HUNDRED_THOUSAND = 100_000;

  /**
   * What was measured.
   *
   * @param objects in one bucket
   * @param startSeconds of a start with them, after a kill, with an archive of classes
   * @param plainStartSeconds the same without one
   * @param heapMebibytes that they take, extrapolated to 100,000
   */
  record Figures(
      int objects,
      double putsPerSecond,
      double listMillis,
      double listVersionsMillis,
      double startSeconds,
      double plainStartSeconds,
      double heapMebibytes) {}

  private LocalS3Bench() {}

  static Figures run(Path data, int objects, int pages, Consumer<String> progress)
      throws IOException {
    var classes =
        ClassArchive.of(
            Files.createDirectories(data.resolve("classes")),
            System.getProperty("java.class.path"),
            1);
    double empty;
    double seconds;
    try (var s3 = LocalS3.start(data, options(classes))) {
      var load = new LocalS3Load(s3.endpoint());
      load.prepare();
      empty = s3.heapMebibytes();
      progress.accept("putting " + objects + " objects of 4 KiB by 8 clients");
      double runIn = load.put(Math.min(RUN_IN, objects));
      double all = load.put(objects);
      seconds = objects <= RUN_IN ? Math.min(runIn, all) : all;
    }
    progress.accept("starting again after a kill");
    double plain;
    try (var s3 = LocalS3.start(data)) {
      plain = s3.startSeconds();
    }
    var archived = options(classes);
    try (var s3 = LocalS3.start(data, archived)) {
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
          plain,
          heap * HUNDRED_THOUSAND / objects);
    }
  }

  private static List<String> options(ClassArchive classes) throws IOException {
    try {
      return classes.options();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("The benchmark was interrupted", e);
    }
  }

  private static double p99(List<Double> sorted) {
    return sorted.get(Math.min(sorted.size() - 1, sorted.size() * 99 / 100));
  }
}
