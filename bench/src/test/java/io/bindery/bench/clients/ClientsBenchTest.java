package io.bindery.bench.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.bench.clients.ClientsBench.Measurement;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("chaos")
class ClientsBenchTest {
  @TempDir private Path directory;

  @Test
  void aRunGivesEveryFigureAndBinderyKeepsWhatIsPromised() {
    var figures =
        ClientsBench.run(
            directory,
            EnumSet.allOf(Measurement.class),
            new Sizes(0, 1, 1, 16 << 20, 20 << 20, 100, 1 << 20),
            words -> {});
    assertThat(Report.keyed(figures))
        .containsKeys(
            "crc64_1_kib_gb_per_s_ratio",
            "read_cpu_s_per_gib_peer",
            "read_crc64_cpu_s_per_gib_ratio",
            "ahead_of_reader_mib_bindery",
            "write_mb_per_s_ratio",
            "write_slow_heap_mib_peer",
            "sns_calls_per_message_bindery");
    assertThat(figures.rows()).allSatisfy(row -> assertThat(row.ratio()).isPositive());
    assertThat(figures.promises())
        .hasSizeGreaterThan(10)
        .allSatisfy(promise -> assertThat(promise.bindery()).as(promise.what()).startsWith("yes"));
    var table = new StringWriter();
    Report.print(new PrintWriter(table), figures);
    assertThat(table.toString()).contains("CRC-64/NVME", "AbortMultipartUpload");
  }
}
