package io.bindery.bench.chaos.world;

import java.util.function.Predicate;

/**
 * What the gate does to some calls.
 *
 * @param meets which
 */
public record Trouble(Predicate<AwsCall> meets, Way way) {
  /** How a call is treated. */
  public enum Way {
    /** It is not done, and answered 503. */
    REFUSED,
    /** It is not done, and not answered before the trouble is over; then 503. */
    STALLED,
    /** It is done, and the connection ends without an answer. */
    ANSWER_LOST,
    /** It is not done, and answered as if it were: for deletes of messages. */
    PRETENDED
  }
}
