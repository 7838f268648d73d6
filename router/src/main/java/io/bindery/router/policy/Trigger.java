package io.bindery.router.policy;

import java.time.Duration;
import java.util.Optional;

/**
 * What closes a batch. Times are those of the router, never S3's.
 *
 * @param count so many keys or object events, at least 1
 * @param countMode what is counted
 * @param quiet so long since the last object event
 * @param maxAge so long since the first object event; it closes the batch whatever the other
 *     conditions say
 * @param marker the arrival of one of these, or {@code settle} after it
 * @param settle how long after the first marker
 * @param minCount quiet time does not close a batch with fewer keys or object events
 * @param combine whether one of count, quiet and marker is enough
 */
public record Trigger(
    Optional<Integer> count,
    CountMode countMode,
    Optional<Duration> quiet,
    Optional<Duration> maxAge,
    Markers marker,
    Duration settle,
    int minCount,
    Combine combine) {

  /** What {@code count} and {@code min-count} count. */
  public enum CountMode {
    /** Distinct keys. */
    KEYS,
    /** Object events: a key that is written twice counts twice. */
    EVENTS;

    /** The word for it. */
    public String word() {
      return this == KEYS ? "keys" : "events";
    }
  }

  /** How count, quiet and marker combine. */
  public enum Combine {
    /** The first of them closes. */
    ANY,
    /** All that are set have to hold at once. */
    ALL
  }

  /** The same, but for quiet time, which closes nothing. */
  public Trigger neverQuiet() {
    return new Trigger(count, countMode, quiet, maxAge, marker, settle, Integer.MAX_VALUE, combine);
  }

  /** Closes after so long without an object event. */
  static Trigger ofQuiet(Duration quiet) {
    return new Trigger(
        Optional.empty(),
        CountMode.KEYS,
        Optional.of(quiet),
        Optional.empty(),
        Markers.NONE,
        Duration.ZERO,
        1,
        Combine.ANY);
  }
}
