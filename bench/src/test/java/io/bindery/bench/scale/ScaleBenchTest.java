package io.bindery.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run so small that its figures mean nothing, but it shows that the parts work. */
@Tag("chaos")
class ScaleBenchTest {
  @TempDir private Path directory;

  @Test
  void aRunIsComparedWithItsForecast() {
    var sizes = new ScaleBench.Sizes(1e9, 100, 3, 10, 100, 2);

    var compared = ScaleBench.run(directory, sizes, UnitCosts.published(), words -> {});

    assertThat(compared.forecast().load().objectsPerDay()).isEqualTo(30);
    assertThat(compared.idle().nodeSeconds()).isPositive();
    assertThat(compared.forecastNodeSeconds()).isPositive();
    assertThat(compared.taken().seconds()).isPositive();
  }
}
