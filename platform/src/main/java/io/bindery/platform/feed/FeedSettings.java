package io.bindery.platform.feed;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import java.time.Duration;

/**
 * Section {@code bindery.feed}.
 *
 * @param keep how long changes are kept
 * @param keepEvents how many are kept at most
 * @param progressEvery the least time between two changes of the counters of one open batch
 * @param progressPerSecond how many such changes are told a second, of all batches
 */
public record FeedSettings(
    Duration keep, int keepEvents, Duration progressEvery, int progressPerSecond) {
  /** Reads {@code bindery.feed}. */
  public static FeedSettings from(Config root) {
    var section = Settings.at(root, "bindery.feed");
    return new FeedSettings(
        section.duration("keep", Duration.ofMinutes(1), Duration.ofDays(30)),
        section.integer("keep-events", 1_000, 100_000_000),
        section.duration("progress-every", Duration.ofMillis(250), Duration.ofHours(1)),
        section.integer("progress-per-second", 4, 100_000));
  }
}
