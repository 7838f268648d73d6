package io.bindery.packager;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * No pattern, glob, template, schema or metadata file ends the JVM that reads it, or holds it up.
 * In a JVM of its own with little memory; {@code -Dbindery.patterns=100000} for a long run.
 */
class HostileTextsTest {
  private static final Pattern DONE = Pattern.compile("done: \\{(.*)\\}, longest (\\d+) ms");

  @Test
  void noPatternEndsOrHoldsUpItsReader() throws IOException, InterruptedException {
    int number = Integer.getInteger("bindery.patterns", 1000);
    long seed = Long.getLong("bindery.seed", new Random().nextLong());
    System.out.println("seed " + seed);
    var child =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    HostileTextsMain.class.getName(),
                    Integer.toString(number),
                    Long.toString(seed)))
            .redirectErrorStream(true)
            .start();
    try {
      var output = new String(child.getInputStream().readAllBytes(), UTF_8);
      assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
      var done = DONE.matcher(output);
      assertThat(done.find()).as("-Dbindery.seed=%d: %s", seed, output).isTrue();
      assertThat(done.group(1))
          .as("some of each kind can be read")
          .contains("match=", "glob=", "template=", "python=", "schema=", "yaml=");
      assertThat(Long.parseLong(done.group(2)))
          .as("-Dbindery.seed=%d: %s", seed, output)
          .isLessThan(1000);
    } finally {
      child.destroyForcibly();
    }
  }
}
