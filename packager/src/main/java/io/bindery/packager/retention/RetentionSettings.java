package io.bindery.packager.retention;

import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code bindery.packager.retention}.
 *
 * @param eventsAfter the age from which events are deleted; absent: never
 * @param jobsAfter the age from which jobs that have ended are deleted; absent: never
 * @param refusedKept how many refused descriptions are kept, the last ones
 * @param packagesAfter how long after its last job a package is forgotten that has nothing to do;
 *     absent: never
 * @param supersededChecksumsAfter the age from which checksums of objects are deleted of which a
 *     newer version was hashed; absent: as all others
 * @param checksumsAfter how long after their last use checksums are deleted; absent: never
 * @param interval pause between two passes
 * @param rowsPerSecond how fast rows are deleted
 */
public record RetentionSettings(
    Optional<Duration> eventsAfter,
    Optional<Duration> jobsAfter,
    int refusedKept,
    Optional<Duration> packagesAfter,
    Optional<Duration> supersededChecksumsAfter,
    Optional<Duration> checksumsAfter,
    Duration interval,
    int rowsPerSecond) {
  private static final Duration SHORTEST = Duration.ofDays(1);

  /**
   * So long SQS keeps a message, which a package knows again; the use of checksums is noted weekly.
   */
  private static final Duration REDELIVERY = Duration.ofDays(15);

  private static final Duration LONGEST = Duration.ofDays(3_660);
  private static final Duration FOR_EVER = Duration.ofDays(36_600);

  /** Reads the section. */
  public static RetentionSettings from(Settings section) {
    return new RetentionSettings(
        section.durationOrOff("events-after", SHORTEST, LONGEST),
        section.durationOrOff("jobs-after", SHORTEST, FOR_EVER),
        section.integer("refused-kept", 1, 10_000_000),
        section.durationOrOff("packages-after", REDELIVERY, FOR_EVER),
        section.durationOrOff("superseded-checksums-after", REDELIVERY, FOR_EVER),
        section.durationOrOff("checksums-after", REDELIVERY, FOR_EVER),
        section.duration("interval", Duration.ofSeconds(1), Duration.ofDays(7)),
        section.integer("rows-per-second", 1, 1_000_000));
  }
}
