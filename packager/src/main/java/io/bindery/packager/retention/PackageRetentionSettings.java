package io.bindery.packager.retention;

import static io.bindery.platform.retention.CleaningSettings.FOR_EVER;
import static io.bindery.platform.retention.CleaningSettings.SHORTEST;

import io.bindery.platform.retention.CleaningSettings;
import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code bindery.packager.retention}.
 *
 * @param cleaning what retention has in every room
 * @param jobsAfter the age from which jobs that have ended are deleted; absent: never
 * @param refusedKept how many refused descriptions are kept, the last ones
 * @param packagesAfter how long after its last job a package is forgotten that has nothing to do;
 *     absent: never
 * @param supersededChecksumsAfter the age from which checksums of objects are deleted of which a
 *     newer version was hashed; absent: as all others
 * @param checksumsAfter how long after their last use checksums are deleted; absent: never
 */
public record PackageRetentionSettings(
    CleaningSettings cleaning,
    Optional<Duration> jobsAfter,
    int refusedKept,
    Optional<Duration> packagesAfter,
    Optional<Duration> supersededChecksumsAfter,
    Optional<Duration> checksumsAfter) {
  /**
   * So long SQS keeps a message, which a package knows again; the use of checksums is noted weekly.
   */
  private static final Duration REDELIVERY = Duration.ofDays(15);

  /** Reads the section. */
  public static PackageRetentionSettings from(Settings section) {
    return new PackageRetentionSettings(
        CleaningSettings.from(section),
        section.durationOrOff("jobs-after", SHORTEST, FOR_EVER),
        section.integer("refused-kept", 1, 10_000_000),
        section.durationOrOff("packages-after", REDELIVERY, FOR_EVER),
        section.durationOrOff("superseded-checksums-after", REDELIVERY, FOR_EVER),
        section.durationOrOff("checksums-after", REDELIVERY, FOR_EVER));
  }
}
