package io.bindery.platform.retention;

import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * What the section {@code retention} of every room has.
 *
 * @param eventsAfter the age from which events are deleted; absent: never
 * @param interval pause between two passes
 * @param rowsPerSecond how fast a pass goes through rows
 */
public record CleaningSettings(
    Optional<Duration> eventsAfter, Duration interval, int rowsPerSecond) {
  /** Nothing younger is deleted. */
  public static final Duration SHORTEST = Duration.ofDays(1);

  /** For what grows with the traffic. */
  public static final Duration LONGEST = Duration.ofDays(3_660);

  /** For what is kept as a record: in effect for ever. */
  public static final Duration FOR_EVER = Duration.ofDays(36_600);

  /** Reads its part of the section. */
  public static CleaningSettings from(Settings section) {
    return new CleaningSettings(
        section.durationOrOff("events-after", SHORTEST, LONGEST),
        section.duration("interval", Duration.ofSeconds(1), Duration.ofDays(7)),
        section.integer("rows-per-second", 1, 1_000_000));
  }
}
