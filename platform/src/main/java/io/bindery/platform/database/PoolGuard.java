package io.bindery.platform.database;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.State;
import io.bindery.platform.look.Look;
import io.bindery.platform.regular.RegularWork;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a node that has had no use of its connections to the database for long, though a new one is
 * good: whatever became of them, it can do nothing, keeps its shards from the other nodes, and only
 * another start helps.
 */
public final class PoolGuard {
  private static final Logger log = LoggerFactory.getLogger(PoolGuard.class);
  private static final Duration EVERY = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** More than any statement takes, and than a pool needs to find out that it is lost. */
  private static final int TIMES_A_STATEMENT = 3;

  /** However short a statement may be: a pool that is busy for a while is of use. */
  private static final Duration AT_LEAST = Duration.ofMinutes(1);

  private final DatabaseWatch watch;
  private final Look anew;
  private final Duration after;
  private final Runnable end;

  private final AtomicBoolean looking = new AtomicBoolean();

  private volatile boolean goodOnce;
  private volatile boolean ended;

  private PoolGuard(DatabaseWatch watch, Look anew, Duration after, Runnable end) {
    this.watch = watch;
    this.anew = anew;
    this.after = after;
    this.end = end;
  }

  /**
   * Guards a node from now on.
   *
   * @param end ends the node; it is called once
   */
  public static void start(ActorSystem<?> system, DatabaseSettings settings, Runnable end) {
    var after = settings.statementTimeout().multipliedBy(TIMES_A_STATEMENT);
    start(system, settings, EVERY, after.compareTo(AT_LEAST) < 0 ? AT_LEAST : after, end);
  }

  static void start(
      ActorSystem<?> system,
      DatabaseSettings settings,
      Duration every,
      Duration after,
      Runnable end) {
    var guard =
        new PoolGuard(
            DatabaseWatch.get(system), DatabaseLook.alone(settings, PATIENCE), after, end);
    RegularWork.start(system, "pool-guard", every, guard::look);
  }

  private void look() {
    if (ended || watch.sinceAnswer().compareTo(after) < 0) {
      goodOnce = false;
      return;
    }
    if (looking.compareAndSet(false, true)) {
      CompletableFuture<Void> unused =
          anew.once(PATIENCE)
              .whenComplete((finding, failure) -> looking.set(false))
              .thenAccept(this::seen)
              .toCompletableFuture();
    }
  }

  /** Twice in a row: a database that has just come back is not held against the pool. */
  private synchronized void seen(Finding finding) {
    if (finding.state() != State.UP) {
      goodOnce = false;
    } else if (!goodOnce) {
      goodOnce = true;
    } else if (!ended && watch.sinceAnswer().compareTo(after) >= 0) {
      ended = true;
      log.error(
          "this node has had no answer over its connections to the database for {} s, though a new"
              + " connection is good; it ends, so that the others have its work. Start it again.",
          watch.sinceAnswer().toSeconds());
      end.run();
    }
  }
}
