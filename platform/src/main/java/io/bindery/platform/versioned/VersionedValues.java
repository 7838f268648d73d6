package io.bindery.platform.versioned;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.DatabaseException;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.regular.RegularWork;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values by name that are set at run time. They are kept in the database with their history; every
 * node has them in force within a second, and again after a restart.
 */
public final class VersionedValues {
  private static final Logger log = LoggerFactory.getLogger(VersionedValues.class);

  /** The pause between two looks for changes that other nodes took. */
  private static final Duration POLL = Duration.ofMillis(500);

  private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(5);

  /** A node that starts has nothing to go by, and a busy database is no reason to end. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(1);

  /** Changes without an expected version try again so often when another one was faster. */
  private static final int ATTEMPTS = 5;

  private final ActorSystem<?> system;
  private final String what;
  private final VersionedTable table;
  private final Clock clock = Clock.systemUTC();

  /** Loads come one after another, so that no older one is put in force after a newer one. */
  private CompletionStage<Done> loading = CompletableFuture.completedFuture(Done.done());

  private volatile Consumer<Map<String, VersionedChange>> inForce = latest -> {};
  private volatile long loadedRevision = -1;
  private volatile boolean failing;
  private volatile RegularWork looking;

  /**
   * Values that nobody follows yet.
   *
   * @param what they are, for people, as in "policies"
   */
  public VersionedValues(ActorSystem<?> system, TableNames names, String what) {
    this.system = system;
    this.what = what;
    this.table = new VersionedTable(Tables.of(system), names);
  }

  /**
   * Puts the stored values in force, and follows changes for as long as the system runs. Waits for
   * the database: nothing should be done by values of yesterday.
   *
   * @param inForce takes the latest change of each name, whenever there is a new one
   * @throws DatabaseException if they cannot be read
   */
  public void follow(Consumer<Map<String, VersionedChange>> inForce) {
    this.inForce = inForce;
    try {
      load(START_TIMEOUT).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new DatabaseException(
          "The %s cannot be read from the database: %s. See that it is there and not overloaded."
              .formatted(what, Causes.of(e)),
          Causes.of(e));
    }
    looking = RegularWork.start(system, "following-" + what.replace(' ', '-'), POLL, this::look);
  }

  /** The latest change of each name. */
  public CompletionStage<Map<String, VersionedChange>> latest() {
    return table.latest();
  }

  /** The latest change of one name, if there was any. */
  public CompletionStage<Optional<VersionedChange>> latest(String name) {
    return table.upTo(name, Long.MAX_VALUE);
  }

  /**
   * The latest change of each name, by name.
   *
   * @param after {@link Page#next()} of the page before
   */
  public CompletionStage<Page<Map.Entry<String, VersionedChange>>> latest(
      Optional<Cursor> after, int limit) {
    return table.latest(after.map(Cursor::id).orElse(""), limit);
  }

  /**
   * The changes of one name, the last one first.
   *
   * @param after {@link Page#next()} of the page before
   */
  public CompletionStage<Page<ChangeSummary>> history(
      String name, Optional<Cursor> after, int limit) {
    return table.history(name, after.flatMap(Cursor::number).orElse(Long.MAX_VALUE), limit);
  }

  /** One change of a name, with its value; nothing if there was none of this version. */
  public CompletionStage<Optional<VersionedChange>> change(String name, long version) {
    return table
        .upTo(name, version)
        .thenApply(found -> found.filter(change -> change.version() == version));
  }

  /**
   * Sets a value, or takes it away.
   *
   * @param value absent to take it away
   * @param expected version that the name must be at; absent: whichever
   * @param who for the history
   * @return the version as which it is stored
   */
  public CompletionStage<ChangeOutcome<Long>> change(
      String name, Optional<Map<String, Object>> value, OptionalLong expected, String who) {
    return change(name, value, expected, who, ATTEMPTS);
  }

  private CompletionStage<ChangeOutcome<Long>> change(
      String name,
      Optional<Map<String, Object>> value,
      OptionalLong expected,
      String who,
      int attempts) {
    return latest(name)
        .thenCompose(
            latest -> {
              long version = latest.map(VersionedChange::version).orElse(0L);
              if (expected.isPresent() && expected.getAsLong() != version) {
                return done(new ChangeOutcome.OtherVersion<>(version));
              }
              if (value.isEmpty() && latest.flatMap(VersionedChange::value).isEmpty()) {
                return done(new ChangeOutcome.NotSet<>());
              }
              return table
                  .change(name, version, value, who, clock.instant().truncatedTo(ChronoUnit.MILLIS))
                  .thenCompose(
                      stored -> {
                        if (stored) {
                          return stored(name, version + 1, value.isPresent(), who);
                        }
                        return attempts > 1
                            ? change(name, value, expected, who, attempts - 1)
                            : done(new ChangeOutcome.OtherVersion<>(version + 1));
                      });
            });
  }

  private CompletionStage<ChangeOutcome<Long>> stored(
      String name, long version, boolean set, String who) {
    log.info("{}: {}: version {} {} by {}", what, name, version, set ? "set" : "taken away", who);
    return load(LOAD_TIMEOUT).thenApply(loaded -> new ChangeOutcome.Changed<>(version));
  }

  private static CompletionStage<ChangeOutcome<Long>> done(ChangeOutcome<Long> outcome) {
    return CompletableFuture.completedFuture(outcome);
  }

  private void look() {
    within(LOAD_TIMEOUT, table.revision())
        .thenCompose(
            revision ->
                revision == loadedRevision
                    ? CompletableFuture.completedFuture(Done.done())
                    : load(LOAD_TIMEOUT))
        .whenComplete((done, failure) -> report(failure));
  }

  private synchronized CompletionStage<Done> load(Duration patience) {
    var next =
        loading.handle((before, failure) -> loadNow(patience)).thenCompose(Function.identity());
    loading = next;
    return next;
  }

  private CompletionStage<Done> loadNow(Duration patience) {
    // The revision first: what changes in between is loaded again.
    return within(
            patience,
            table
                .revision()
                .thenCompose(
                    revision -> table.latest().thenApply(latest -> Map.entry(revision, latest))))
        .thenApply(
            loaded -> {
              inForce.accept(loaded.getValue());
              loadedRevision = loaded.getKey();
              return Done.done();
            });
  }

  private static <T> CompletionStage<T> within(Duration patience, CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(patience.toSeconds(), TimeUnit.SECONDS);
  }

  private void report(Throwable failure) {
    if (failure != null && !failing && !looking.isOver()) {
      log.warn("changes of {} cannot be read, trying again: {}", what, Causes.text(failure));
    }
    failing = failure != null;
  }
}
