package io.bindery.router.batch;

import io.bindery.platform.settings.Settings;
import java.time.Duration;

/**
 * Section {@code bindery.router.batch}.
 *
 * @param snapshotEvery events between two snapshots
 * @param linger how long a batch with nothing to wait for stays in memory
 * @param retryMin pause after the first failed announcement; doubled after each further one
 * @param retryMax longest such pause
 */
public record BatchSettings(
    int snapshotEvery, Duration linger, Duration retryMin, Duration retryMax) {
  /** Reads the section. */
  public static BatchSettings from(Settings section) {
    var retryMin =
        section.duration("announce-retry-min", Duration.ofMillis(10), Duration.ofMinutes(1));
    return new BatchSettings(
        section.integer("snapshot-every", 1, 100_000),
        section.duration("linger", Duration.ofMillis(1), Duration.ofHours(1)),
        retryMin,
        section.duration("announce-retry-max", retryMin, Duration.ofHours(1)));
  }
}
