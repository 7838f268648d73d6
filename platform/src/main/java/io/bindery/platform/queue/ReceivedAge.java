package io.bindery.platform.queue;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * About how old the messages of a queue are that wait. SQS tells it to CloudWatch only, so it is
 * taken from what this node receives: those that still wait were sent at about the same time. While
 * nothing is received they grow older.
 */
final class ReceivedAge {
  /** What was received longer ago than one to two of these is not looked at. */
  private static final Duration WINDOW = Duration.ofSeconds(30);

  private Instant windowFrom = Instant.MIN;
  private Optional<Instant> oldest = Optional.empty();
  private Optional<Instant> oldestBefore = Optional.empty();
  private Optional<Instant> waitingSince = Optional.empty();

  /** A message that was sent then was received. */
  synchronized void received(Instant sentAt, Instant now) {
    if (windowFrom.isBefore(now.minus(WINDOW))) {
      oldestBefore =
          windowFrom.isBefore(now.minus(WINDOW.multipliedBy(2))) ? Optional.empty() : oldest;
      oldest = Optional.empty();
      windowFrom = now;
    }
    oldest = Optional.of(earlier(oldest.orElse(sentAt), sentAt));
  }

  /**
   * The age of the oldest that waits.
   *
   * @param waiting how many wait
   */
  synchronized double seconds(long waiting, Instant now) {
    if (waiting == 0) {
      waitingSince = Optional.empty();
      return 0;
    }
    waitingSince = waitingSince.or(() -> Optional.of(now));
    var since =
        oldest.map(sent -> earlier(sent, oldestBefore.orElse(sent))).orElseGet(waitingSince::get);
    return Math.max(0, Duration.between(since, now).toMillis() / 1e3);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
