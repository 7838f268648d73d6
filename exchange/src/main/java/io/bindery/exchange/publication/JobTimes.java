package io.bindery.exchange.publication;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * How long jobs take, learned from those that ended on this node: looks come when jobs should end,
 * and not all the time.
 */
final class JobTimes {
  private static final int REMEMBERED = 32;

  private final Deque<Duration> last = new ArrayDeque<>();

  synchronized void ended(Duration time) {
    last.addLast(time);
    if (last.size() > REMEMBERED) {
      last.removeFirst();
    }
  }

  /** The shortest of the last ones; nothing if none has ended yet. */
  synchronized Optional<Duration> shortest() {
    return last.stream().min(Duration::compareTo);
  }
}
