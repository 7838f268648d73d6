package io.bindery.bench.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The planted bugs can be planted in the sources of today. */
@Tag("chaos")
class MutantTest {
  @TempDir private Path classes;

  @ParameterizedTest
  @EnumSource(Mutant.class)
  void itCompiles(Mutant mutant) throws Exception {
    mutant.compile(Mutants.home(), classes);
    assertThat(classes.resolve("io/bindery/router")).isDirectory();
  }
}
