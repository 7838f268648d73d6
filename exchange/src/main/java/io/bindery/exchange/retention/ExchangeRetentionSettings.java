package io.bindery.exchange.retention;

import static io.bindery.platform.retention.CleaningSettings.FOR_EVER;
import static io.bindery.platform.retention.CleaningSettings.SHORTEST;

import io.bindery.platform.retention.CleaningSettings;
import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.Optional;

/**
 * Section {@code bindery.exchange.retention}.
 *
 * @param cleaning what retention has in every room
 * @param plansAfter how long after its end a publication keeps its plan, its problems and the
 *     manifest of its request; absent: for ever
 * @param publicationsAfter the age from which publications that have ended are deleted; absent:
 *     never
 */
public record ExchangeRetentionSettings(
    CleaningSettings cleaning,
    Optional<Duration> plansAfter,
    Optional<Duration> publicationsAfter) {
  /** So long SQS keeps a message, which a publication knows again. */
  private static final Duration REDELIVERY = Duration.ofDays(15);

  /** Reads the section. */
  public static ExchangeRetentionSettings from(Settings section) {
    return new ExchangeRetentionSettings(
        CleaningSettings.from(section),
        section.durationOrOff("plans-after", SHORTEST, FOR_EVER),
        section.durationOrOff("publications-after", REDELIVERY, FOR_EVER));
  }
}
