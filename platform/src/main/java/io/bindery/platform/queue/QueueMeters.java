package io.bindery.platform.queue;

import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * What is counted of one queue.
 *
 * @param queue {@code router}, {@code packager} or another that is received
 */
record QueueMeters(Meters meters, String queue) {
  /** Messages that the queue gave. */
  Counter received() {
    return meters.counter(
        "bindery.queue.received", "Messages received from a queue.", "queue", queue);
  }

  /**
   * Messages that are done with.
   *
   * @param outcome {@code handled}, {@code put_back} or {@code set_aside}
   */
  Counter settled(String outcome) {
    return meters.counter(
        "bindery.queue.settled",
        "Messages that were handled, put back to be received again, or set aside in the"
            + " dead-letter queue.",
        "queue",
        queue,
        "outcome",
        outcome);
  }

  /** How long it takes from the receipt of a window of messages until it is handled. */
  Timer handling() {
    return meters.times(
        "bindery.queue.handling",
        "Time to handle a window of messages.",
        Duration.ofMillis(1),
        Duration.ofMinutes(1),
        "queue",
        queue);
  }
}
