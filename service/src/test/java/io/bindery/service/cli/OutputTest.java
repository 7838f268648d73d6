package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Commands whose standard output takes less than they print. */
class OutputTest {
  private static final long PATIENCE_SECONDS = 120;

  @Test
  void aFullDiskIsAFailure() throws Exception {
    var full = new File("/dev/full");
    assumeThat(full).exists();
    var process = bindery().redirectOutput(full).start();
    assertThat(end(process)).contains("The standard output cannot be written").contains("No space");
    assertThat(process.exitValue()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void aReaderThatHasEnoughIsNone() throws Exception {
    var process = bindery().start();
    process.getInputStream().close();
    assertThat(end(process)).isEmpty();
    assertThat(process.exitValue()).isEqualTo(ExitCode.OK);
  }

  private static ProcessBuilder bindery() {
    return new ProcessBuilder(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        System.getProperty("java.class.path"),
        Bindery.class.getName(),
        "--help");
  }

  /** What it said as errors. */
  private static String end(Process process) throws IOException, InterruptedException {
    var said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
