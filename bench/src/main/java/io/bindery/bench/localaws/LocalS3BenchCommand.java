package io.bindery.bench.localaws;

import io.bindery.bench.measure.BenchRun;
import io.bindery.bench.measure.BenchRun.Measured;
import io.bindery.bench.measure.Part;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures the local S3 and prints a table. */
@Command(
    name = "s3",
    description =
        "Measure the S3 of 'bindery up' with 100,000 objects in one bucket: writes, pages of"
            + " listings, a start, and memory.")
public final class LocalS3BenchCommand implements Callable<Integer> {
  private static final int OBJECTS = 100_000;
  private static final int QUICK_OBJECTS = 10_000;
  private static final int PAGES = 400;

  @Mixin private BenchRun run;

  @Override
  public Integer call() throws IOException {
    int objects = run.quick() ? QUICK_OBJECTS : OBJECTS;
    return run.around(
        List.of(),
        (data, progress) -> {
          var figures = LocalS3Bench.run(data, objects, PAGES, progress);
          return Measured.of(
              out -> print(out, figures),
              keyed(figures),
              Map.of(),
              Map.of("objects", figures.objects()));
        });
  }

  static Map<String, Part<Double>> keyed(LocalS3Bench.Figures figures) {
    var keyed = new LinkedHashMap<String, Part<Double>>();
    keyed.put("put_per_s", Part.of(figures.putsPerSecond()));
    keyed.put("list_p99_ms", Part.of(figures.listMillis()));
    keyed.put("list_versions_p99_ms", Part.of(figures.listVersionsMillis()));
    keyed.put("start_s", Part.of(figures.startSeconds()));
    keyed.put("start_without_classes_s", Part.of(figures.plainStartSeconds()));
    keyed.put("heap_mib_100k", Part.of(figures.heapMebibytes()));
    return keyed;
  }

  static void print(PrintWriter out, LocalS3Bench.Figures figures) {
    line(out, "PUT of 4 KiB by 8 clients, flushed", figures.putsPerSecond(), "a second");
    line(out, "a page of ListObjectsV2, 99 of 100", figures.listMillis(), "ms");
    line(out, "a page of ListObjectVersions, 99 of 100", figures.listVersionsMillis(), "ms");
    line(out, "a start with " + figures.objects() + " objects", figures.startSeconds(), "s");
    line(out, "  the same, without bindery warm-up", figures.plainStartSeconds(), "s");
    line(out, "heap of 100,000 objects", figures.heapMebibytes(), "MiB");
    out.flush();
  }

  private static void line(PrintWriter out, String what, double figure, String unit) {
    out.printf(Locale.ROOT, "%-46s %,10.2f %s%n", what, figure, unit);
  }
}
