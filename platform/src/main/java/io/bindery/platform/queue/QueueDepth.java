package io.bindery.platform.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * How much was in a queue of SQS, which tells it roughly.
 *
 * @param queue who reads it, such as {@code router}
 * @param deadLetters whether it is the queue for what cannot be handled
 * @param waiting messages that nobody has received, or that came back
 * @param inHand messages that some node has received and not deleted
 * @param delayed messages that were sent to be received later
 * @param oldestSeconds about how long the oldest of those that wait has waited; 0 if none waits,
 *     empty if nobody can tell
 * @param readAt when SQS said so
 */
public record QueueDepth(
    String queue,
    boolean deadLetters,
    long waiting,
    long inHand,
    long delayed,
    Optional<Double> oldestSeconds,
    Instant readAt) {
  /** All of them. */
  public long messages() {
    return waiting + inHand + delayed;
  }
}
