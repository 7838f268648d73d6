package io.bindery.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker finds each planted bug in a real run. */
@Tag("chaos")
class MutantsTest {
  @TempDir private Path work;

  @Test
  void eachPlantedBugIsFound() throws Exception {
    var verdicts =
        Mutants.run(
            Options.of(
                work,
                1,
                Long.getLong("bindery.seed", 7),
                Options.NODES,
                Options.RATE,
                true,
                Options.ALL),
            words -> System.out.println(words));
    assertThat(verdicts).hasSize(Mutant.values().length);
    assertThat(verdicts)
        .allSatisfy(
            (mutant, verdict) -> assertThat(Mutants.isCaught(verdict)).as("%s", mutant).isTrue());
  }
}
