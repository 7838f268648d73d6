package io.bindery.bench.way;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run so small that its figures mean nothing, but it shows that the parts work. */
@Tag("chaos")
class WayBenchTest {
  private static final Sizes TINY =
      new Sizes(
          1,
          new Kind("100", 6, 4096, 0.5, 2),
          new Kind("10k", 30, 4096, 1, 1),
          new Kind("large", 2, 9 << 20, 8, 1));

  @TempDir private Path directory;

  private static double fastest(Figures figures, boolean far) {
    return figures.folders().stream()
        .filter(folder -> folder.variant().far() == far)
        .mapToDouble(Folder::millis)
        .min()
        .orElseThrow();
  }

  @Test
  void everyVariantGivesItsFigures() throws Exception {
    var figures = WayBench.run(directory, TINY, 1, words -> {});

    var keyed = figures.keyed();
    assertThat(keyed)
        .containsOnlyKeys(
            "marker_to_revision_p50_ms",
            "marker_to_revision_p99_ms",
            "hash_ahead_large_ms",
            "hash_ahead_cpu_ratio");
    assertThat(keyed.values())
        .allSatisfy(part -> assertThat(part.seen()).get().matches(v -> v > 0));
    assertThat(figures.more())
        .hasSize(12 * 4 + 6)
        .containsKeys("10k_20ms_ahead_p99_ms", "large_0ms_plain_cpu_s", "100_20ms_ahead_cpu_ratio");
    assertThat(figures.folders()).hasSize(2 * 4 + 4 + 4);
    // Before the marker only those are hashed that are to be hashed ahead.
    assertThat(figures.folders())
        .filteredOn(folder -> !folder.variant().ahead())
        .allSatisfy(folder -> assertThat(folder.hashedBefore()).isZero());
    assertThat(figures.hashedBefore(new Variant(TINY.large(), false, true))).isPositive();
    // To close, to list and to push takes several answers.
    assertThat(fastest(figures, true))
        .isGreaterThan(fastest(figures, false) + 2.0 * WayWorld.DISTANCE.toMillis());
    var table = new StringWriter();
    Report.print(new PrintWriter(table), figures);
    assertThat(table.toString()).contains("2 x 9,216 KiB in 8.0 s, 20 ms away, ahead");
  }
}
