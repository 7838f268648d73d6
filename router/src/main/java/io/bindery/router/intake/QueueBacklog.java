package io.bindery.router.intake;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.database.DatabaseWatch;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.queue.QueueConsumer;
import io.bindery.platform.regular.RegularWork;
import io.bindery.router.batch.Backlog;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backlog of the queue of notices. It is asked for only while somebody waits for its end, which
 * is for a moment after a start, a move of batches or an outage.
 */
public final class QueueBacklog implements Backlog {
  private static final Logger log = LoggerFactory.getLogger(QueueBacklog.class);

  private static final Duration LOOK = Duration.ofMillis(250);

  private final DatabaseWatch database;
  private final Duration grace;

  /** Those who wait, and for which moment. */
  private final Map<CompletableFuture<Done>, Long> waiting = new ConcurrentHashMap<>();

  private volatile Optional<QueueConsumer> consumer = Optional.empty();

  /** The queue was read to its end then. */
  private volatile Optional<Long> read = Optional.empty();

  private boolean looking;

  private QueueBacklog(DatabaseWatch database, Duration grace) {
    this.database = database;
    this.grace = grace;
  }

  /**
   * The backlog of a node.
   *
   * @param grace how long it is waited for its end at most
   */
  public static QueueBacklog start(ActorSystem<?> system, Duration grace) {
    var backlog = new QueueBacklog(DatabaseWatch.get(system), grace);
    RegularWork.start(system, "queue-backlog", LOOK, backlog::look);
    return backlog;
  }

  /** Who reads the queue; until it is known, nothing is. */
  public void readBy(QueueConsumer reader) {
    consumer = Optional.of(reader);
  }

  @Override
  public boolean isReadSince(long moment) {
    if (database.isAway()) {
      return false;
    }
    long from = from(moment);
    return read.filter(at -> at - from > 0).isPresent()
        || System.nanoTime() - from >= grace.toNanos();
  }

  @Override
  public CompletionStage<Done> readSince(long moment) {
    var end = new CompletableFuture<Done>();
    waiting.put(end, moment);
    return end;
  }

  private long from(long moment) {
    return Math.max(moment, database.backSince());
  }

  private void look() {
    release();
    if (waiting.isEmpty() || database.isAway() || consumer.isEmpty() || !begin()) {
      return;
    }
    long latest = from(waiting.values().stream().mapToLong(Long::longValue).max().orElse(0));
    try {
      consumer
          .get()
          .caughtUpSince(latest)
          .whenComplete(
              (moment, failure) -> {
                if (failure == null && moment.isPresent()) {
                  read = Optional.of(moment.getAsLong());
                }
                end();
                release();
              });
    } catch (RuntimeException e) {
      log.warn("it is not known whether notices wait, looking again: {}", Causes.text(e));
      end();
    }
  }

  private synchronized boolean begin() {
    boolean free = !looking;
    looking = true;
    return free;
  }

  private synchronized void end() {
    looking = false;
  }

  private void release() {
    for (var entries = waiting.entrySet().iterator(); entries.hasNext(); ) {
      var entry = entries.next();
      if (isReadSince(entry.getValue())) {
        entries.remove();
        entry.getKey().complete(Done.done());
      }
    }
  }
}
