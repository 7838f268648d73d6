package io.bindery.quilt.crate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crates that are larger than what may be in memory of them; more with -Dbindery.entities. */
class LargeCrateTest {
  private static final int ENTITIES = Integer.getInteger("bindery.entities", 40_000);

  @TempDir Path directory;

  @Test
  void aCrateOfManyEntitiesNeedsLittleMemory() throws Exception {
    var output = directory.resolve("output");
    var spool = directory.resolve("spool");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LargeCrateMain.class.getName(),
                spool.toString(),
                Integer.toString(ENTITIES))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(output, StandardCharsets.UTF_8))
        .contains(ENTITIES + 1 + " entries, ");
    assertThat(process.exitValue()).isZero();
    try (var left = Files.list(spool)) {
      assertThat(left).as("temporary files").isEmpty();
    }
  }
}
