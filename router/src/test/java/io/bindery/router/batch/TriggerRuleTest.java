package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.router.policy.Markers;
import io.bindery.router.policy.PlainPolicies;
import io.bindery.router.policy.Trigger;
import io.bindery.router.policy.Trigger.Combine;
import io.bindery.router.policy.Trigger.CountMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TriggerRuleTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final Markers MARKERS = new Markers(List.of("_SUCCESS"));

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
    var last = NOW.minusSeconds(quietFor);
    var batch = batch(files, files, last, last, Optional.empty());
    var trigger = PlainPolicies.trigger(count, Duration.ofSeconds(quiet));
    assertThat(TriggerRule.decide(trigger, batch, NOW))
        .isEqualTo(expected(decision, last.plusSeconds(quiet)));
  }

  /**
   * The rule is what is set, in words: {@code c20} count, {@code e20} count of events, {@code q300}
   * quiet, {@code a900} max age, {@code m} marker, {@code m60} with a time to settle, {@code n5}
   * min-count, {@code all}. The batch is files/events, first and last event and marker as seconds
   * ago.
   */
  @ParameterizedTest(name = "{0}: {1}/{2}, {3} s old, {4} s quiet, marker {5}: {6} {7}")
  @CsvSource({
    // count of events
    "e20 q300,      3, 20,   50,   0,   -, count, ",
    "c20 q300,      3, 20,   50,   0,   -, stay, 300",
    // max age
    "c20 q300 a900, 3,  3,  900,  10,   -, max-age, ",
    "c20 q300 a900, 3,  3,  899,  10,   -, stay, 1",
    "c20 q300 a900, 3,  3,  100,  10,   -, stay, 290",
    "a900,          3,  3,  100,  10,   -, stay, 800",
    "c20,          19, 19, 9000, 9000,  -, stay, ",
    // both over while nothing ran: the one that came first is the reason
    "q300 a900,     3,  3, 9000, 8000,  -, max-age, ",
    "q300 a900,     3,  3, 9000, 8990,  -, quiet, ",
    "q300 a300,     3,  3, 9000, 9000,  -, quiet, ",
    // marker
    "m,             3,  3,   50,   0,   0, marker, ",
    "m,             3,  3, 9000, 9000,  -, stay, ",
    "m60,           3,  3,   50,   0,   0, stay, 60",
    "m60,           3,  3,   50,   0,  59, stay, 1",
    "m60,           3,  3,   50,   0,  60, marker, ",
    // what comes after the marker does not put it off
    "m60 q300,      9,  9,  500,   0,  55, stay, 5",
    "m60 c20,      20, 20,   50,   0,  10, count, ",
    "m600 q300,     3,  3,  400, 300, 300, quiet, ",
    // min-count holds quiet time back, not the rest
    "q300 n5,       4,  4, 9000, 9000,  -, stay, ",
    "q300 n5,       5,  5,  400,  300,  -, quiet, ",
    "q300 n5 a900,  4,  4,  400,  350,  -, stay, 500",
    "q300 n5 a900,  4,  4,  900,  900,  -, max-age, ",
    "q300 n5 m,     1,  1,    0,    0,  0, marker, ",
    // all
    "c20 q300 all, 20, 20,  500,  299,  -, stay, 1",
    "c20 q300 all, 20, 20,  500,  300,  -, all, ",
    "c20 q300 all, 19, 19, 9000, 9000,  -, stay, ",
    "c20 q300 a9999 all, 19, 19, 9000, 9000, -, stay, 999",
    "c20 q300 a900 all,  19, 19, 9000, 9000, -, max-age, ",
    "q300 m all,    3,  3,  500,  400,  -, stay, ",
    "q300 m all,    3,  3,  500,    0,  0, stay, 300",
    "q300 m60 all,  3,  3,  500,  300, 10, stay, 50",
    "q300 m60 all,  3,  3,  500,  300, 60, all, ",
    "c20 m all,    20, 20,  500,    0,  9, all, ",
    "c20 q300 m all, 20, 20, 500, 300,  -, stay, ",
    "q300 n5 m all, 4,  4,  500,  400,  9, stay, ",
    "q300 n5 m all, 5,  5,  500,  400,  9, all, ",
    // one alone needs no company
    "c20 all,      20, 20,  500,    0,  -, count, ",
    "c20 a900 all,  3,  3,  900,    0,  -, max-age, ",
    "a900 all,      3,  3,  900,    0,  -, max-age, ",
  })
  void closesByEveryRule(
      String rule,
      long files,
      long events,
      long old,
      long quietFor,
      String marker,
      String decision,
      Long until) {
    var batch =
        batch(
            files,
            events,
            NOW.minusSeconds(old),
            NOW.minusSeconds(quietFor),
            marker.equals("-")
                ? Optional.empty()
                : Optional.of(NOW.minusSeconds(Long.parseLong(marker))));
    assertThat(TriggerRule.decide(trigger(rule), batch, NOW))
        .isEqualTo(expected(decision, until == null ? null : NOW.plusSeconds(until)));
  }

  /** Every trigger of these values, for every batch of those, against the rule as it is written. */
  @Test
  void everyCombinationIsAsTheRuleIsWritten() {
    long checked = 0;
    for (var trigger : everyTrigger()) {
      for (var batch : everyBatch()) {
        check(trigger, batch);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(50_000);
  }

  private static void check(Trigger trigger, OpenBatch batch) {
    var rule =
        new PlainRule(
            trigger,
            batch.totals().files(),
            batch.events(),
            batch.firstRecordedAt(),
            batch.lastRecordedAt(),
            batch.marker().map(OpenBatch.Marker::at));
    var decision = TriggerRule.decide(trigger, batch, NOW);
    var expected =
        rule.reason(NOW)
            .<TriggerRule.Decision>map(TriggerRule.Close::new)
            .orElseGet(() -> new TriggerRule.Stay(rule.dueAt()));
    assertThat(decision).as("%s %s", trigger, batch).isEqualTo(expected);
    if (decision instanceof TriggerRule.Stay stay) {
      // It closes at its deadline, and not before.
      var later = stay.until().orElse(NOW.plus(Duration.ofDays(4_000)));
      assertThat(TriggerRule.decide(trigger, batch, later))
          .as("%s %s", trigger, batch)
          .isInstanceOf(
              stay.until().isPresent() ? TriggerRule.Close.class : TriggerRule.Stay.class);
      assertThat(TriggerRule.decide(trigger, batch, later.minusMillis(1)))
          .as("%s %s", trigger, batch)
          .isInstanceOf(TriggerRule.Stay.class);
    }
  }

  private static List<Trigger> everyTrigger() {
    var all = new ArrayList<Trigger>();
    for (var count : List.of("", "c5", "e5")) {
      for (var quiet : List.of("", "q300", "q300 n3")) {
        for (var age : List.of("", "a900")) {
          for (var marker : List.of("", "m", "m60")) {
            for (var combine : List.of("", "all")) {
              all.add(trigger(String.join(" ", count, quiet, age, marker, combine)));
            }
          }
        }
      }
    }
    return all;
  }

  private static List<OpenBatch> everyBatch() {
    var all = new ArrayList<OpenBatch>();
    for (long files : new long[] {1, 2, 3, 4, 5, 6}) {
      for (long more : new long[] {0, 2}) {
        for (long old : new long[] {0, 10, 300, 899, 900, 5_000}) {
          for (long quiet : new long[] {0, 10, 299, 300, 5_000}) {
            for (long marker : new long[] {-1, 0, 59, 60, 400}) {
              if (quiet <= old && marker <= old) {
                all.add(
                    batch(
                        files,
                        files + more,
                        NOW.minusSeconds(old),
                        NOW.minusSeconds(quiet),
                        marker < 0 ? Optional.empty() : Optional.of(NOW.minusSeconds(marker))));
              }
            }
          }
        }
      }
    }
    return all;
  }

  private static TriggerRule.Decision expected(String decision, Instant until) {
    return decision.equals("stay")
        ? new TriggerRule.Stay(Optional.ofNullable(until))
        : new TriggerRule.Close(CloseReason.of(decision));
  }

  private static OpenBatch batch(
      long files, long events, Instant first, Instant last, Optional<Instant> marker) {
    // S3's times are of no concern.
    var totals = new Totals(files, 0, Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));
    return new OpenBatch(
        totals,
        LongWindow.EMPTY,
        last,
        Optional.empty(),
        first,
        events,
        marker.map(at -> new OpenBatch.Marker("_SUCCESS", at)),
        Uncounted.NONE,
        0,
        SizeWindow.EMPTY,
        Optional.empty(),
        Optional.empty());
  }

  static Trigger trigger(String rule) {
    Optional<Integer> count = Optional.empty();
    var mode = CountMode.KEYS;
    Optional<Duration> quiet = Optional.empty();
    Optional<Duration> age = Optional.empty();
    var markers = Markers.NONE;
    var settle = Duration.ZERO;
    int min = 1;
    var combine = Combine.ANY;
    for (var word : Arrays.asList(rule.strip().split(" +"))) {
      if (word.isEmpty()) {
        continue;
      }
      if (word.equals("all")) {
        combine = Combine.ALL;
        continue;
      }
      int number = word.length() == 1 ? 0 : Integer.parseInt(word.substring(1));
      switch (word.charAt(0)) {
        case 'c' -> count = Optional.of(number);
        case 'e' -> {
          count = Optional.of(number);
          mode = CountMode.EVENTS;
        }
        case 'q' -> quiet = Optional.of(Duration.ofSeconds(number));
        case 'a' -> age = Optional.of(Duration.ofSeconds(number));
        case 'm' -> {
          markers = MARKERS;
          settle = Duration.ofSeconds(number);
        }
        case 'n' -> min = number;
        default -> throw new IllegalArgumentException(word);
      }
    }
    return new Trigger(count, mode, quiet, age, markers, settle, min, combine);
  }
}
