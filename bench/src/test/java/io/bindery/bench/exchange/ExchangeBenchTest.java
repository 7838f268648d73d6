package io.bindery.bench.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.bench.exchange.ExchangeBench.Measurement;
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
class ExchangeBenchTest {
  private static final Sizes TINY = new Sizes(1_000, 10, 1_000);

  @TempDir private Path directory;

  @Test
  void everyPartGivesItsFigures() throws Exception {
    Figures figures;
    try (var postgres = LocalPostgres.startTemporary()) {
      figures =
          ExchangeBench.run(
              directory, postgres, EnumSet.allOf(Measurement.class), TINY, words -> {});
    }
    var keyed = figures.keyed();
    assertThat(keyed)
        .containsOnlyKeys(
            "wall_vs_floor",
            "api_calls_per_10k_assets",
            "heap_mib_1m_manifest",
            "jobs_at_once_max");
    assertThat(figures.bindery().reason()).isEmpty();
    assertThat(figures.coordinator().reason()).isEmpty();
    assertThat(figures.large().reason()).isEmpty();
    assertThat(keyed.get("jobs_at_once_max").seen()).contains(10.0);
    assertThat(keyed.get("wall_vs_floor").seen().orElseThrow()).isGreaterThanOrEqualTo(1);
    // A thousand are not a million.
    assertThat(keyed.get("heap_mib_1m_manifest").reason()).contains("1,000");
    var table = new StringWriter();
    Report.print(new PrintWriter(table), figures);
    assertThat(table.toString()).contains("the floor", "coordinator", "of heap at most");
  }

  @Test
  void theFloorIsWhatTheQuotasAllow() {
    var floor = new Floor(25_000);
    assertThat(floor.revisions()).isEqualTo(3);
    assertThat(floor.jobs()).isEqualTo(250);
    assertThat(floor.seconds()).isEqualTo(1_275);
    assertThat(new Floor(10_000).calls()).isEqualTo(252);
  }
}
