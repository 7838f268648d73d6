package io.bindery.platform.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
  private static final Instant DATABASE = Instant.parse("2026-11-20T10:00:00Z");
  private static final Instant WRONG = Instant.parse("2031-01-01T00:00:00Z");

  private final AtomicLong nanos = new AtomicLong(-7);
  private CompletableFuture<Instant> answer = new CompletableFuture<>();
  private Optional<String> told = Optional.empty();
  private final DatabaseClock clock =
      new DatabaseClock(() -> answer, nanos::get, WRONG, words -> told = words);

  @Test
  void goesByTheDatabaseHoweverWrongTheNodeIs() {
    assertThat(clock.instant()).isEqualTo(WRONG);
    look(DATABASE, Duration.ofMillis(20));
    assertThat(clock.instant()).isEqualTo(DATABASE.plusMillis(10));
    pass(Duration.ofSeconds(9));
    assertThat(clock.instant()).isEqualTo(DATABASE.plusMillis(9_010));
  }

  @Test
  void followsTheDatabase() {
    look(DATABASE, Duration.ZERO);
    pass(Duration.ofSeconds(10));
    look(DATABASE.plusMillis(9_990), Duration.ZERO);
    assertThat(clock.instant()).isEqualTo(DATABASE.plusMillis(9_990));
    look(DATABASE.plusSeconds(3_600), Duration.ZERO);
    assertThat(clock.instant()).isEqualTo(DATABASE.plusSeconds(3_600));
  }

  @Test
  void aStepIsToldForADayInBothDirections() {
    look(DATABASE, Duration.ZERO);
    pass(Duration.ofDays(2));
    look(DATABASE.plus(Duration.ofDays(2)), Duration.ZERO);
    assertThat(told).isEmpty();

    look(DATABASE.plus(Duration.ofDays(3)), Duration.ZERO);
    assertThat(told.orElseThrow()).contains("went ahead by 86400000 ms");
    look(DATABASE.plus(Duration.ofDays(2)), Duration.ZERO);
    assertThat(told.orElseThrow()).contains("went back by 86400000 ms");
    assertThat(clock.instant()).isEqualTo(DATABASE.plus(Duration.ofDays(2)));

    pass(Duration.ofHours(23));
    look(DATABASE.plus(Duration.ofHours(71)), Duration.ZERO);
    assertThat(told).isPresent();
    pass(Duration.ofHours(1));
    look(DATABASE.plus(Duration.ofDays(3)), Duration.ZERO);
    assertThat(told).isEmpty();
  }

  @Test
  void goesOnWithoutTheDatabase() {
    look(DATABASE, Duration.ZERO);
    look(WRONG, Duration.ofMillis(1_001));
    answer = CompletableFuture.failedFuture(new IllegalStateException("away"));
    assertThat(clock.look().toCompletableFuture()).isCompletedExceptionally();
    pass(Duration.ofHours(1));
    assertThat(clock.instant()).isEqualTo(DATABASE.plusMillis(1_001).plus(Duration.ofHours(1)));
  }

  /** The database tells its time, and the answer takes so long. */
  private void look(Instant time, Duration took) {
    answer = new CompletableFuture<>();
    var done = clock.look().toCompletableFuture();
    pass(took);
    answer.complete(time);
    assertThat(done).isCompleted();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
