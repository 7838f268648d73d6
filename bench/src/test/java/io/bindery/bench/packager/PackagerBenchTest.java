package io.bindery.bench.packager;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.bench.packager.PackagerBench.Measurement;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run so small that its figures mean nothing, but it shows that the parts work. */
@Tag("chaos")
class PackagerBenchTest {
  private static final Sizes TINY = new Sizes(1, 1, 200, 300, 1, 9 << 20, 2_000, 100, 2_000, 24);

  @TempDir private Path directory;

  @Test
  void everyPartGivesItsFigures() throws Exception {
    // Six processes that live for a second or two each.
    System.setProperty("bindery.bench.node-flags", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
    Figures figures;
    try (var world = PackagerWorld.start(directory, LocalPostgres.startTemporary())) {
      figures = PackagerBench.run(world, EnumSet.allOf(Measurement.class), TINY, words -> {});
    }
    var keyed = figures.keyed();
    assertThat(keyed)
        .containsOnlyKeys(
            "hash_rate_vs_openssl",
            "ratio_python_small",
            "cached_vs_listing",
            "manifest_1m_seconds",
            "manifest_1m_peak_heap_mib",
            "heap_ratio_1m_to_10k",
            "resume_bytes_reread");
    assertThat(keyed.get("resume_bytes_reread").reason()).isEmpty();
    assertThat(keyed.get("resume_bytes_reread").seen()).contains(0.0);
    assertThat(keyed.get("cached_vs_listing").seen().orElseThrow()).isPositive();
    // Two thousand are not a million.
    assertThat(keyed.get("manifest_1m_seconds").reason()).contains("2,000");
    // What needs programs that may not be here says so.
    assertThat(keyed.get("hash_rate_vs_openssl").seen().isPresent())
        .isEqualTo(keyed.get("hash_rate_vs_openssl").reason().isEmpty());
    assertThat(figures.small().seen().orElseThrow().bindery().objects()).isEqualTo(200);
    assertThat(figures.again().seen().orElseThrow().changed().objects()).isEqualTo(300);
    assertThat(figures.hashing().seen().orElseThrow().gbPerSecond()).isPositive();
    assertThat(figures.manifest().seen().orElseThrow().seconds()).isPositive();
    assertThat(figures.memory().seen().orElseThrow().many()).isPositive();
    var table = new StringWriter();
    Report.print(new PrintWriter(table), figures);
    assertThat(table.toString()).contains("listing alone", "killed half-way");
  }
}
