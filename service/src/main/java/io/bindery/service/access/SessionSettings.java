package io.bindery.service.access;

import io.bindery.platform.settings.Settings;
import java.time.Duration;

/**
 * How long browsers stay signed in, of section {@code bindery.http.sessions}.
 *
 * @param life how long at most
 * @param idle how long without a request
 * @param most how many at a time, on all nodes
 * @param mostOfOne how many of one who signed in, at most as many as in all
 */
public record SessionSettings(Duration life, Duration idle, int most, int mostOfOne) {
  /** Reads the section. */
  public static SessionSettings from(Settings section) {
    int most = section.integer("most", 1, 100_000);
    int mostOfOne = section.integer("most-of-one", 1, 100_000);
    if (mostOfOne > most) {
      throw section.notAllowed("most-of-one", "at most as many as bindery.http.sessions.most");
    }
    return new SessionSettings(
        section.duration("life", Duration.ofMinutes(5), Duration.ofDays(30)),
        section.duration("idle", Duration.ofMinutes(5), Duration.ofDays(30)),
        most,
        mostOfOne);
  }
}
