package io.bindery.router.retention;

import static io.bindery.platform.retention.CleaningSettings.FOR_EVER;
import static io.bindery.platform.retention.CleaningSettings.LONGEST;
import static io.bindery.platform.retention.CleaningSettings.SHORTEST;

import io.bindery.platform.retention.CleaningSettings;
import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code bindery.router.retention}.
 *
 * @param cleaning what retention has in every room
 * @param forgetIdleAfter how long after its last event a prefix forgets which object events it has
 *     seen; absent: never
 * @param closedAfter the age from which closed batches and the audit are deleted; absent: never
 * @param prefixesAfter how long after its last event a prefix is forgotten of which nothing else is
 *     left; absent: never
 * @param reconciliationsAfter the age from which reconciliations that have ended are deleted;
 *     absent: never
 */
public record BatchRetentionSettings(
    CleaningSettings cleaning,
    Optional<Duration> forgetIdleAfter,
    Optional<Duration> closedAfter,
    Optional<Duration> prefixesAfter,
    Optional<Duration> reconciliationsAfter) {
  /** Reads the section. */
  public static BatchRetentionSettings from(Settings section) {
    return new BatchRetentionSettings(
        CleaningSettings.from(section),
        section.durationOrOff("forget-idle-after", SHORTEST, LONGEST),
        section.durationOrOff("closed-after", SHORTEST, FOR_EVER),
        section.durationOrOff("prefixes-after", SHORTEST, FOR_EVER),
        section.durationOrOff("reconciliations-after", SHORTEST, FOR_EVER));
  }
}
