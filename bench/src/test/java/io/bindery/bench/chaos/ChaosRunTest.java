package io.bindery.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.bench.chaos.check.Verdict.ElementClass;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A short run: three nodes under load, and some faults of all lanes. It runs with {@code
 * -Dbindery.excluded=chaos}; {@code -Dbindery.minutes=3} makes it longer.
 */
@Tag("chaos-run")
class ChaosRunTest {
  private static final double MINUTES =
      Double.parseDouble(System.getProperty("bindery.minutes", "0.25"));
  private static final long SEED = Long.getLong("bindery.seed", 7);
  private static final int RATE = 10;

  @TempDir private Path work;

  @Test
  void nothingIsLostDoubledOrEarly() throws Exception {
    System.out.println("seed " + SEED);
    var result =
        ChaosRun.run(
            Options.of(work, MINUTES, SEED, Options.NODES, RATE, true, Options.ALL),
            words -> System.out.println(words));
    var table = new StringWriter();
    Report.print(new PrintWriter(table), result);
    System.out.println(table);
    assertThat(result.verdict().examples()).isEmpty();
    assertThat(result.verdict().broken()).isEmpty();
    assertThat(result.verdict().isGood()).isTrue();
    // That something was seen at all.
    assertThat(result.verdict().count(ElementClass.OK))
        .isGreaterThan((long) (MINUTES * 60 * RATE / 2));
    assertThat(result.incidents()).isNotEmpty();
  }
}
