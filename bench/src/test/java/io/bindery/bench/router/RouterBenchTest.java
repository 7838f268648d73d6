package io.bindery.bench.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.Machine;
import io.bindery.bench.measure.Part;
import io.bindery.bench.router.Contest.Who;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs so small that their figures mean nothing, but they show that the parts work. */
@Tag("chaos")
class RouterBenchTest {
  private static final long SEED = 42;
  private static final Sizes TINY = new Sizes(1, Duration.ofMillis(100), 4, 20, 100, 200, 1_000);

  private static LocalPostgres server;

  @TempDir private Path directory;

  @BeforeAll
  static void start() {
    server = LocalPostgres.startTemporary();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everyContestantMakesEventsDurableAndTheFiguresAreReported() throws Exception {
    var database = BenchDatabase.create(server, "contest");
    var machine = Machine.of(directory, database);
    try (var contest = new Contest(database, TINY, SEED)) {
      var entries = contest.run(words -> {});
      assertThat(entries).extracting(Contest.Entry::who).contains(Who.values());
      assertThat(entries).allSatisfy(entry -> assertThat(entry.rate()).isPositive());

      var late = new Lateness.Millis(1, 2, 3);
      var figures =
          new Figures(
              machine,
              TINY,
              SEED,
              Part.of(entries),
              Part.of(1_000.0),
              Part.of(late),
              Part.of(late),
              Part.of(late),
              Part.of(new Restart.Recovery(10, 0, 1)),
              Part.missing("It was not tried."));
      assertThat(figures.keyed())
          .containsOnlyKeys(
              "ratio_camel",
              "ratio_row_per_event",
              "ratio_limit_100",
              "ratio_limit_10k",
              "hot_prefix_events_per_s",
              "lateness_p99_ms_resident",
              "lateness_p99_ms_passivated",
              "overdue_100k_seconds",
              "overdue_100k_doubles",
              "open_1m_heap_mib",
              "throughput_ratio_1m_to_1k_open");
      var table = new StringWriter();
      Report.print(new PrintWriter(table), figures);
      assertThat(table.toString()).contains(Who.LIMIT.words, "not tried").contains("seed 42");
      var json = directory.resolve("figures.json");
      Report.write(json, figures);
      var written = new ObjectMapper().readTree(json.toFile());
      assertThat(written.path("seed").asLong()).isEqualTo(SEED);
      assertThat(written.path("ratio_camel").isNumber()).isTrue();
      // A thousand overdue batches are not a hundred thousand.
      assertThat(written.path("overdue_100k_seconds").isNull()).isTrue();
      assertThat(written.path("open_1m_heap_mib").isNull()).isTrue();
      assertThat(written.path("not_measured").path("open_1m_heap_mib").asText()).isNotEmpty();
    }
  }

  @Test
  @Tag("chaos")
  void everyOverdueBatchThatWasCopiedIntoTheJournalIsAnnouncedOnce() {
    var recovery = Restart.run(BenchDatabase.create(server, "restart"), TINY.overdue());
    assertThat(recovery.doubles()).isZero();
    assertThat(recovery.firstSeconds()).isLessThan(recovery.seconds() + 1);
  }
}
