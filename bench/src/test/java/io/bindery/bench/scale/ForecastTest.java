package io.bindery.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ForecastTest {
  private static final UnitCosts COSTS =
      new UnitCosts(10e-6, 5e-6, 20e-6, 1e-3, 2e-3, 100e-6, 50e-6, 1, 700, 3_000, 550);

  /** 100 objects and one batch a second. */
  private static final Workload LOAD = new Workload(8_640_000, 100, 1e6, 0.5);

  @Test
  void coresAreRatesTimesCosts() {
    var forecast = new Forecast(LOAD, COSTS);

    assertThat(forecast.routerCores()).isCloseTo(100 * 30e-6 + 0.5e-3, within(1e-12));
    assertThat(forecast.packagerCores()).isCloseTo(100 * 100e-6 + 0.05 * 1 + 0.5e-3, within(1e-12));
    assertThat(forecast.databaseCores()).isCloseTo(100 * 55e-6 + 2e-3, within(1e-12));
  }

  @Test
  void nodesAreTwoAtLeastAndBusyForHalfOfTheTime() {
    assertThat(new Forecast(LOAD, COSTS).routerNodes()).isEqualTo(2);
    assertThat(new Forecast(LOAD.of(8_640_000 * 100.0), COSTS).packagerNodes()).isEqualTo(7);
    assertThat(new Forecast(LOAD, COSTS).databaseProcessors()).isEqualTo(2);
  }

  @Test
  void requestsAreCountedByTheMonth() {
    var forecast = new Forecast(LOAD, COSTS);

    assertThat(forecast.sqsRequestsPerMonth()).isEqualTo(30 * (8_640_000 + 86_400) * 1.2);
    assertThat(forecast.eventsPerMonth()).isEqualTo(30 * 86_400 * 2.0);
    assertThat(forecast.s3ReadsPerMonth()).isEqualTo(30 * (8_640_000 + 3 * 86_400.0));
    assertThat(forecast.s3WritesPerMonth()).isEqualTo(30 * (8_640 + 4 * 86_400.0));
  }

  @Test
  void theDatabaseHoldsWhatIsNotDeletedYet() {
    var forecast = new Forecast(LOAD, COSTS);

    assertThat(forecast.databaseBytes(15))
        .isEqualTo(8_640_000.0 * 700 * 30 + 8_640_000.0 * 550 * 15 + 86_400.0 * 3_000 * 1_100);
    assertThat(forecast.databaseBytes(400)).isGreaterThan(forecast.databaseBytes(15));
  }

  @Test
  void thePageHasTheTableOfThisArithmetic() throws IOException {
    var page =
        Files.readAllLines(
            Path.of(System.getProperty("bindery.root", "..")).resolve("docs/scale.md"));

    assertThat(page).containsSequence(ScaleText.table(UnitCosts.published(), Prices.published()));
  }

  @Test
  void whatIsTakenWithoutWorkIsNotCounted() {
    var idle = new Taken(10, 1, 0.5, 100);

    assertThat(new Taken(20, 5, 3, 1_000).without(idle)).isEqualTo(new Taken(20, 3, 2, 800));
  }
}
