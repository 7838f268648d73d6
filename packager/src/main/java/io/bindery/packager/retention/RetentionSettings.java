package io.bindery.packager.retention;

import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code bindery.packager.retention}.
 *
 * @param eventsAfter the age from which events are deleted; absent: never
 * @param jobsAfter the age from which jobs that have ended are deleted; absent: never
 * @param interval pause between two passes
 * @param rowsPerSecond how fast rows are deleted
 */
public record RetentionSettings(
    Optional<Duration> eventsAfter,
    Optional<Duration> jobsAfter,
    Duration interval,
    int rowsPerSecond) {
  private static final Duration SHORTEST = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(3_660);
  private static final Duration FOR_EVER = Duration.ofDays(36_600);

  /** Reads the section. */
  public static RetentionSettings from(Settings section) {
    return new RetentionSettings(
        section.durationOrOff("events-after", SHORTEST, LONGEST),
        section.durationOrOff("jobs-after", SHORTEST, FOR_EVER),
        section.duration("interval", Duration.ofSeconds(1), Duration.ofDays(7)),
        section.integer("rows-per-second", 1, 1_000_000));
  }
}
