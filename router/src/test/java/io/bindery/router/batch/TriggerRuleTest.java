package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerRuleTest {
  private static final Instant RECORDED = Instant.parse("2026-11-20T10:00:00Z");

  @ParameterizedTest(name = "{0} of {1} keys, {2} s of {3} s quiet: {4}")
  @CsvSource({
    "1, 20, 0, 300, stay",
    "19, 20, 299, 300, stay",
    "20, 20, 0, 300, count",
    "57, 20, 0, 300, count",
    "20, 20, 300, 300, count",
    "1, 20, 300, 300, quiet",
    "1, 20, 100000, 300, quiet",
    "1, 1, 0, 300, count",
    // The wall clock went back: the batch is not due, and not lost.
    "1, 20, -500, 300, stay",
  })
  void closesByCountOrQuiet(long files, int count, long quietFor, long quiet, String decision) {
    var totals = new Totals(files, 0, Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
    var batch =
        new OpenBatch(
            totals,
            LongWindow.EMPTY,
            RECORDED,
            Optional.empty(),
            RECORDED,
            files,
            Optional.empty(),
            Uncounted.NONE);
    var trigger = new Trigger(count, Duration.ofSeconds(quiet));
    assertThat(TriggerRule.decide(trigger, batch, RECORDED.plusSeconds(quietFor)))
        .isEqualTo(
            switch (decision) {
              case "count" -> new TriggerRule.Close(CloseReason.COUNT);
              case "quiet" -> new TriggerRule.Close(CloseReason.QUIET);
              default -> new TriggerRule.Stay(Optional.of(RECORDED.plusSeconds(quiet)));
            });
  }
}
