package io.bindery.platform.clock;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.regular.RegularWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time of the database, which all nodes share. Between two looks at it, time goes on by the
 * node's monotonic clock: a node whose wall clock is wrong, or jumps, is on time all the same, and
 * no deadline is early or late when it moves to another node.
 */
public final class DatabaseClock extends Clock {
  private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);

  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final Duration FIRST_TIMEOUT = Duration.ofSeconds(10);

  /** A look that took longer tells the time too badly. */
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

  /** What is worth a line in the log. */
  private static final Duration LARGE = Duration.ofSeconds(2);

  /** So long a step stays in health. */
  private static final Duration NEWS = Duration.ofDays(1);

  private record Anchor(Instant time, long nanos) {}

  private final Supplier<CompletionStage<Instant>> database;
  private final LongSupplier nanoTime;
  private final Consumer<Optional<String>> told;
  private volatile Anchor anchor;

  /** The last large step, as long as it is news. */
  private volatile Optional<Step> lastStep = Optional.empty();

  private record Step(String words, long nanos) {}

  /**
   * @param told hears at each look how the clock stepped lately, if it did
   */
  DatabaseClock(
      Supplier<CompletionStage<Instant>> database,
      LongSupplier nanoTime,
      Instant initial,
      Consumer<Optional<String>> told) {
    this.database = database;
    this.nanoTime = nanoTime;
    this.told = told;
    this.anchor = new Anchor(initial, nanoTime.getAsLong());
  }

  /**
   * A clock that looks at the database now and every ten seconds. If the database does not answer
   * now, it goes by the node's wall clock until it does.
   */
  public static DatabaseClock start(ActorSystem<?> system) {
    var tables = Tables.of(system);
    var clock =
        new DatabaseClock(
            () ->
                tables
                    .select(
                        "SELECT clock_timestamp()",
                        statement -> statement,
                        row -> row.get(0, Instant.class))
                    .thenApply(rows -> rows.get(0)),
            System::nanoTime,
            Instant.now(),
            new InHealth(system));
    try {
      clock.look().toCompletableFuture().get(FIRST_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      log.warn(
          "the time of the database is not known yet, going by this node's: {}", Causes.text(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    RegularWork.start(system, "database-clock", INTERVAL, clock::look);
    return clock;
  }

  /** Shows a step in health, where the clock is no part as long as it has never stepped. */
  private static final class InHealth implements Consumer<Optional<String>> {
    private final ActorSystem<?> system;
    private boolean shown;

    InHealth(ActorSystem<?> system) {
      this.system = system;
    }

    @Override
    public synchronized void accept(Optional<String> step) {
      shown = shown || step.isPresent();
      if (shown) {
        Health.get(system)
            .part(
                new Dependency(
                    "database.clock",
                    Kind.CLOCK,
                    "bindery.database.host",
                    system.settings().config().getString("bindery.database.host"),
                    Optional.empty(),
                    false))
            .found(step.map(Finding.up()::warning).orElseGet(Finding::up));
      }
    }
  }

  /** Looks at the database once; done, or failed, when it has answered. */
  CompletionStage<Void> look() {
    long before = nanoTime.getAsLong();
    try {
      return database.get().thenAccept(time -> set(time, before, nanoTime.getAsLong()));
    } catch (RuntimeException e) {
      // The looks to come must not end with this one.
      return CompletableFuture.failedFuture(e);
    }
  }

  private void set(Instant time, long before, long after) {
    long took = after - before;
    if (took > LONGEST_LOOK.toNanos()) {
      return;
    }
    // The database looked at its clock somewhere in between.
    var next = new Anchor(time.plusNanos(took / 2), after);
    var step = Duration.between(at(anchor, after), next.time());
    if (step.abs().compareTo(LARGE) > 0) {
      var words =
          "The clock of the database went %s by %d ms against what this node took for it, and is at %s now: times of batches go by it."
              .formatted(step.isNegative() ? "back" : "ahead", step.abs().toMillis(), time);
      log.warn("{} See that its server keeps the time.", words);
      lastStep = Optional.of(new Step(words, after));
    }
    lastStep = lastStep.filter(last -> after - last.nanos() < NEWS.toNanos());
    anchor = next;
    told.accept(lastStep.map(Step::words));
  }

  private static Instant at(Anchor anchor, long nanos) {
    return anchor.time().plusNanos(nanos - anchor.nanos());
  }

  @Override
  public Instant instant() {
    return at(anchor, nanoTime.getAsLong());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("Only instants are read.");
  }
}
