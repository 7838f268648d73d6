package io.bindery.exchange.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A manifest that is larger than the memory for it; more with -Dbindery.assets. */
class LargeManifestTest {
  private static final int ASSETS = Integer.getInteger("bindery.assets", 30_000);
  private static final int HEAP_MIB = Integer.getInteger("bindery.heap", 32);

  @TempDir private Path directory;

  @Test
  void aManifestOfManyLongKeysNeedsLittleMemory() throws Exception {
    var output = directory.resolve("output");
    var spool = directory.resolve("spool");
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + HEAP_MIB + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LargeManifestMain.class.getName(),
                spool.toString(),
                Integer.toString(ASSETS))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(20, TimeUnit.MINUTES)).as("it ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    var said = Files.readString(output, StandardCharsets.UTF_8);
    System.out.println(said);
    assertThat(said)
        .contains(
            "%d assets in %d revisions and %d jobs"
                .formatted(ASSETS, (ASSETS + 9_999) / 10_000, (ASSETS + 99) / 100));
    assertThat(process.exitValue()).isZero();
    try (var left = Files.list(spool)) {
      assertThat(left).as("temporary files").isEmpty();
    }
  }
}
