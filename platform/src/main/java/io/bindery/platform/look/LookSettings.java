package io.bindery.platform.look;

import akka.actor.typed.ActorSystem;
import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import java.time.Duration;

/**
 * How long looks take and how often they are made, of section {@code bindery.health}.
 *
 * @param timeout how long the answer to one look is waited for
 * @param every pause between two looks at something that works
 */
public record LookSettings(Duration timeout, Duration every) {
  /** Five seconds, and half a minute. */
  public static final LookSettings DEFAULT =
      new LookSettings(Duration.ofSeconds(5), Duration.ofSeconds(30));

  private static final String SECTION = "bindery.health";

  /** Those of a running system; the usual ones if its configuration has none. */
  public static LookSettings of(ActorSystem<?> system) {
    var config = system.settings().config();
    return config.hasPath(SECTION) ? from(config) : DEFAULT;
  }

  /** Reads {@code bindery.health}. */
  public static LookSettings from(Config root) {
    var section = Settings.at(root, SECTION);
    return new LookSettings(
        section.duration("look-timeout", Duration.ofMillis(100), Duration.ofMinutes(1)),
        section.duration("look-every", Duration.ofMillis(200), Duration.ofHours(1)));
  }
}
