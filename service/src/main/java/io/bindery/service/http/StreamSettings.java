package io.bindery.service.http;

import io.bindery.platform.settings.Settings;
import java.time.Duration;

/**
 * Section {@code bindery.http.stream}.
 *
 * @param clients how many may follow at a time
 * @param heartbeat after how long without a change a comment is sent
 * @param mostBehind how many changes a client may be behind before it is told of a gap
 */
public record StreamSettings(int clients, Duration heartbeat, int mostBehind) {
  static StreamSettings from(Settings section) {
    return new StreamSettings(
        section.integer("clients", 1, 10_000),
        section.duration("heartbeat", Duration.ofSeconds(1), Duration.ofMinutes(1)),
        section.integer("most-behind", 2_000, 1_000_000));
  }
}
