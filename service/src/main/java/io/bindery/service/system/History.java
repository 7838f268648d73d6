package io.bindery.service.system;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.queue.QueueDepth;
import io.bindery.platform.queue.QueueDepths;
import io.bindery.platform.regular.RegularWork;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * What a node did in the last hour, a point each {@value #EVERY_SECONDS} s. It is in memory only,
 * and never more than an hour.
 */
public final class History {
  /** Seconds from one point to the next. */
  public static final int EVERY_SECONDS = 15;

  private static final int MOST = (int) Duration.ofHours(1).toSeconds() / EVERY_SECONDS;

  /** For so long after a look the queues are asked at each point. */
  private static final Duration INTEREST = Duration.ofMinutes(2);

  /**
   * What happened on one node from the point before to this one, but for the depth.
   *
   * @param at by its clock
   * @param events of objects that were received
   * @param batches that closed
   * @param announcements that were confirmed
   * @param jobs that ended
   * @param bytesHashed whose checksum was computed
   * @param queueDepth messages that wait in all queues; absent while nobody looks
   */
  public record Point(
      Instant at,
      long events,
      long batches,
      long announcements,
      long jobs,
      long bytesHashed,
      Optional<Long> queueDepth) {}

  /** What was counted since the start. */
  private record Counts(
      double events, double batches, double announcements, double jobs, double bytes) {}

  private final Figures figures;
  private final QueueDepths depths;
  private final Deque<Point> points = new ArrayDeque<>();
  private Counts before;
  private volatile long lookedAt = System.nanoTime() - INTEREST.toNanos();

  History(ActorSystem<?> system) {
    this.figures = new Figures(system);
    this.depths = QueueDepths.get(system);
    this.before = counts();
  }

  /** Begins to keep it. */
  public static History start(ActorSystem<?> system) {
    var history = new History(system);
    RegularWork.start(system, "history", Duration.ofSeconds(EVERY_SECONDS), history::point);
    return history;
  }

  /** The points of the last hour, the oldest first. For a while the queues are asked at each. */
  public synchronized List<Point> look() {
    lookedAt = System.nanoTime();
    return List.copyOf(points);
  }

  private void point() {
    if (System.nanoTime() - lookedAt < INTEREST.toNanos()) {
      var unused = depths.fresh().whenComplete((read, failure) -> add());
    } else {
      add();
    }
  }

  /** Adds a point, and forgets what is older than an hour. */
  synchronized void add() {
    var now = counts();
    points.addLast(
        new Point(
            Instant.now().truncatedTo(ChronoUnit.MILLIS),
            Math.round(now.events() - before.events()),
            Math.round(now.batches() - before.batches()),
            Math.round(now.announcements() - before.announcements()),
            Math.round(now.jobs() - before.jobs()),
            Math.round(now.bytes() - before.bytes()),
            depth()));
    before = now;
    while (points.size() > MOST) {
      points.removeFirst();
    }
  }

  private Optional<Long> depth() {
    var queues = depths.seen().stream().filter(depth -> !depth.deadLetters()).toList();
    return queues.isEmpty()
        ? Optional.empty()
        : Optional.of(queues.stream().mapToLong(QueueDepth::waiting).sum());
  }

  private Counts counts() {
    return new Counts(
        figures.sum("bindery.events.received"),
        figures.sum("bindery.batches.closed"),
        figures.sum("bindery.announcements.confirmed"),
        figures.sum("bindery.jobs.ended"),
        figures.sum("bindery.checksums", "source", "computed"));
  }
}
