package io.bindery.router.retention;

import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code bindery.router.retention}.
 *
 * @param eventsAfter the age from which events are deleted; absent: never
 * @param forgetIdleAfter how long after its last event a prefix forgets which object events it has
 *     seen; absent: never
 * @param closedAfter the age from which closed batches and the audit are deleted; absent: never
 * @param prefixesAfter how long after its last event a prefix is forgotten of which nothing else is
 *     left; absent: never
 * @param reconciliationsAfter the age from which reconciliations that have ended are deleted;
 *     absent: never
 * @param interval pause between two passes
 * @param rowsPerSecond how fast a pass goes through rows
 */
public record RetentionSettings(
    Optional<Duration> eventsAfter,
    Optional<Duration> forgetIdleAfter,
    Optional<Duration> closedAfter,
    Optional<Duration> prefixesAfter,
    Optional<Duration> reconciliationsAfter,
    Duration interval,
    int rowsPerSecond) {
  private static final Duration SHORTEST = Duration.ofDays(1);
  private static final Duration LONGEST = Duration.ofDays(3_660);
  private static final Duration FOR_EVER = Duration.ofDays(36_600);

  /** Reads the section. */
  public static RetentionSettings from(Settings section) {
    return new RetentionSettings(
        section.durationOrOff("events-after", SHORTEST, LONGEST),
        section.durationOrOff("forget-idle-after", SHORTEST, LONGEST),
        section.durationOrOff("closed-after", SHORTEST, FOR_EVER),
        section.durationOrOff("prefixes-after", SHORTEST, FOR_EVER),
        section.durationOrOff("reconciliations-after", SHORTEST, FOR_EVER),
        section.duration("interval", Duration.ofSeconds(1), Duration.ofDays(7)),
        section.integer("rows-per-second", 1, 1_000_000));
  }
}
