package io.bindery.bench.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run so small that its figures mean nothing, but it shows that the parts work. */
@Tag("chaos")
class ApiBenchTest {
  private static final Sizes TINY = new Sizes(6_000, 2_000, 10, 2, 10, 10);

  @TempDir private Path directory;

  @Test
  void everyPartGivesItsFigures() throws Exception {
    var figures = ApiBench.run(directory, TINY, words -> {});
    var table = new StringWriter();
    Report.print(new PrintWriter(table), figures);
    var keyed = figures.keyed();
    assertThat(keyed)
        .containsOnlyKeys(
            "list_p99_ms_1m",
            "jobs_p99_ms_100k",
            "trace_p99_ms",
            "stream_lag_p99_ms",
            "console_bytes",
            "cli_cpu_s");
    assertThat(figures.batches().reason()).isEmpty();
    assertThat(figures.jobs().reason()).isEmpty();
    assertThat(figures.traces().reason()).isEmpty();
    assertThat(figures.stream().reason()).isEmpty();
    assertThat(figures.scrapes().reason()).isEmpty();
    assertThat(figures.meters().reason()).isEmpty();
    // Six thousand are not a million.
    assertThat(keyed.get("list_p99_ms_1m").reason()).contains("6,000");
    assertThat(figures.batches().seen().orElseThrow()).hasSizeGreaterThan(5);
    assertThat(figures.jobs().seen().orElseThrow()).hasSizeGreaterThan(10);
    assertThat(figures.stream().seen().orElseThrow().lags()).hasSize(100);
    assertThat(keyed.get("console_bytes").seen().orElseThrow()).isPositive();
    assertThat(table.toString()).contains("6,000 open batches", "the slowest of");
  }
}
