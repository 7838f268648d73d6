package io.bindery.bench.localaws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalS3BenchTest {
  @TempDir private Path directory;

  @Test
  @Tag("chaos")
  void aRunGivesEveryFigure() throws IOException {
    var figures = LocalS3Bench.run(directory, 300, 8, words -> {});
    assertThat(LocalS3BenchCommand.keyed(figures))
        .containsOnlyKeys(
            "put_per_s",
            "list_p99_ms",
            "list_versions_p99_ms",
            "start_s",
            "start_without_classes_s",
            "heap_mib_100k");
    assertThat(figures.putsPerSecond()).isPositive();
    assertThat(figures.listMillis()).isPositive();
    assertThat(figures.listVersionsMillis()).isPositive();
    assertThat(figures.startSeconds()).isPositive();
    var table = new StringWriter();
    LocalS3BenchCommand.print(new PrintWriter(table), figures);
    assertThat(table.toString()).contains("ListObjectVersions", "a start with 300 objects");
  }
}
