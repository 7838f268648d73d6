package io.bindery.platform.database;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Extension;
import akka.actor.typed.ExtensionId;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.regular.RegularWork;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this node can write to the database, looked at once a second. Moments are those of {@link
 * System#nanoTime()}: neither this node's clock nor the database's is trusted with an outage.
 */
public final class DatabaseWatch implements Extension {
  private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);
  private static final Id ID = new Id();

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** A database that takes longer to say whether it can be written to is away. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final String WRITABLE =
      "SELECT current_setting('transaction_read_only') = 'off' AND NOT pg_is_in_recovery()";

  private final Tables tables;
  private final RegularWork looking;

  /** The latest look that was answered well began then. */
  private volatile long lastGood = System.nanoTime();

  /** A look was answered then, however late and whatever was said. */
  private volatile long lastAnswer = System.nanoTime();

  private volatile boolean away;
  private volatile long backSince = System.nanoTime();

  private DatabaseWatch(ActorSystem<?> system) {
    tables = Tables.of(system);
    looking = RegularWork.start(system, "database-watch", INTERVAL, this::look);
  }

  /** The watch of a node; it begins with the first call. */
  public static DatabaseWatch get(ActorSystem<?> system) {
    return system.registerExtension(ID);
  }

  /** Done if the database can be written to now; fails with what is wrong. */
  public CompletionStage<Done> ask() {
    long begun = System.nanoTime();
    CompletionStage<List<Boolean>> asked;
    try {
      asked = tables.select(WRITABLE, statement -> statement, row -> row.get(0, Boolean.class));
    } catch (RuntimeException e) {
      asked = CompletableFuture.failedFuture(e);
    }
    return asked
        .thenApply(
            answer -> {
              lastAnswer = System.nanoTime();
              return answer;
            })
        .toCompletableFuture()
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (answer, failure) -> {
              if (failure != null) {
                isAway(Causes.text(failure));
                throw new CompletionException(failure);
              }
              if (!answer.get(0)) {
                isAway("it is read-only");
                throw new IllegalStateException("The database is read-only.");
              }
              isBack(begun);
              return Done.done();
            });
  }

  /** Whether it is away, or has not answered for longer than it should. */
  public boolean isAway() {
    return away || System.nanoTime() - lastGood > PATIENCE.toNanos();
  }

  /** How long ago a look was last answered, however late and whatever was said. */
  Duration sinceAnswer() {
    return Duration.ofNanos(System.nanoTime() - lastAnswer);
  }

  /** When it came back from the last outage; when the watch began, if there was none. */
  public long backSince() {
    return backSince;
  }

  private void look() {
    var unused = ask();
  }

  private synchronized void isAway(String why) {
    if (!away && !looking.isOver()) {
      log.warn("the database is away: {}", why);
    }
    away = true;
  }

  private synchronized void isBack(long begun) {
    long now = System.nanoTime();
    // What hung for a while and went on is an outage as well.
    if (away || now - lastGood > PATIENCE.toNanos()) {
      log.info("the database is back");
      backSince = now;
      away = false;
    }
    lastGood = Math.max(begun, lastGood);
  }

  private static final class Id extends ExtensionId<DatabaseWatch> {
    @Override
    public DatabaseWatch createExtension(ActorSystem<?> system) {
      return new DatabaseWatch(system);
    }
  }
}
