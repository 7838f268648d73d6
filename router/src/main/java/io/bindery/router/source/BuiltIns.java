package io.bindery.router.source;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Reads the settings of the sources that Bindery brings along. */
final class BuiltIns {
  private static final String ENABLED = "enabled";
  private static final String QUIET = "quiet";
  private static final String MAX_WAIT = "max-wait";

  /** How complaints call settings that did not come from the configuration. */
  private static final String SECTION = "source";

  private BuiltIns() {}

  /**
   * One of them, as it was set at run time.
   *
   * @param configured completes what was left out
   * @throws io.bindery.platform.settings.SettingsException if it is not allowed
   */
  static Source read(String name, Map<String, Object> set, Config configured) {
    var own = ConfigValueFactory.fromMap(set, SECTION);
    Settings.at(ConfigFactory.empty().withValue(SECTION, own), SECTION).only(keys(name));
    var whole = own.toConfig().withFallback(configured).root();
    return read(name, Settings.at(ConfigFactory.empty().withValue(SECTION, whole), SECTION));
  }

  static Source read(String name, Settings section) {
    boolean enabled = section.flag(ENABLED);
    return switch (name) {
      case Source.Edp.NAME -> new Source.Edp(enabled);
      case Source.HealthOmics.NAME -> new Source.HealthOmics(enabled);
      case Source.RoCrate.NAME ->
          new Source.RoCrate(
              enabled,
              section.duration(QUIET, Duration.ZERO, Duration.ofDays(7)),
              section.durationOrOff(MAX_WAIT, Duration.ofSeconds(1), Duration.ofDays(30)));
      default -> throw new IllegalArgumentException("no source " + name + " is built in");
    };
  }

  private static List<String> keys(String name) {
    return name.equals(Source.RoCrate.NAME) ? List.of(ENABLED, QUIET, MAX_WAIT) : List.of(ENABLED);
  }
}
