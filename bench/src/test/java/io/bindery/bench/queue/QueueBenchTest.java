package io.bindery.bench.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.localaws.postgres.LocalPostgres;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run so small that its figures mean nothing, but it shows that the parts work. */
@Tag("chaos")
class QueueBenchTest {
  private static final long SEED = 42;
  private static final Sizes TINY = new Sizes(1, 2, 200, 100);

  @TempDir private Path directory;

  @Test
  void everyContestantEmptiesItsQueueAndTheFiguresAreReported() throws Exception {
    Figures figures;
    try (var postgres = LocalPostgres.startTemporary()) {
      // It fails if Bindery or the peer has not recorded what it deleted.
      figures = QueueBench.run(directory, postgres, TINY, SEED, words -> {});
    }

    assertThat(figures.entries()).hasSize(Who.values().length * Distance.values().length);
    assertThat(figures.entries())
        .allSatisfy(
            entry -> {
              assertThat(entry.turns()).hasSize(TINY.rounds());
              assertThat(entry.median(Turn::rate)).isPositive();
              assertThat(entry.median(Turn::cpuMicros)).isPositive();
              // Ten messages are the most of a call.
              assertThat(entry.turns()).allMatch(turn -> turn.deletes() >= turn.notices() / 10);
            });
    assertThat(figures.keyed())
        .containsOnlyKeys(
            "sqs_vs_bare_loop", "sqs_vs_peer", "notices_per_s_20ms", "cpu_per_notice_vs_bare_loop");

    var table = new StringWriter();
    Report.print(new PrintWriter(table), figures);
    assertThat(table.toString())
        .contains("seed 42", Who.BARE_LOOP.words(), Who.PEER.words(), "20 ms");
    var json = directory.resolve("figures.json");
    Report.write(json, figures);
    var written = new ObjectMapper().readTree(json.toFile());
    assertThat(written.path("sqs_vs_bare_loop").isNumber()).isTrue();
    assertThat(written.path("more").path("notices_per_s, bare_loop_20ms").isNumber()).isTrue();
    assertThat(written.path("receivers").asInt()).isEqualTo(figures.receivers());
  }
}
