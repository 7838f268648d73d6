package io.bindery.service.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import io.bindery.platform.settings.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Finds all that is wrong with the settings at once. Whoever reads a section stops at its first
 * wrong value; so the section is read again as if that value were right, until nothing is wrong.
 */
public final class SettingsCheck {
  private static final int MOST_PROBLEMS = 100;

  /** Settings without which nothing works, and that have no default: here, any good value. */
  private static final Map<String, String> STAND_INS =
      Map.of(
          "bindery.router.queue.url", "https://host/notices",
          "bindery.router.queue.dead-letter-url", "https://host/notices-dead",
          "bindery.packager.queue.url", "https://host/packager",
          "bindery.packager.queue.dead-letter-url", "https://host/packager-dead");

  /** A value inside an entry of a list, as {@code bindery.router.buckets[0].trigger.count}. */
  private static final Pattern IN_LIST = Pattern.compile("([^\\[]+)\\[(\\d+)]\\.(.+)");

  private SettingsCheck() {}

  /**
   * Reads the settings with each of the readers.
   *
   * @throws SettingsException with all that is wrong
   */
  public static void all(Config config, List<Consumer<Config>> readers) {
    var problems = new LinkedHashMap<String, SettingsException>();
    for (var reader : readers) {
      var mended = Optional.of(config);
      while (mended.isPresent() && problems.size() < MOST_PROBLEMS) {
        var now = mended.get();
        try {
          reader.accept(now);
          mended = Optional.empty();
        } catch (SettingsException e) {
          boolean known = problems.putIfAbsent(e.getMessage(), e) != null;
          mended = mended(now, e.path()).filter(next -> !known || !next.equals(now));
        }
      }
    }
    if (problems.size() == 1) {
      throw problems.values().iterator().next();
    }
    if (!problems.isEmpty()) {
      throw SettingsException.several(new ArrayList<>(problems.values()));
    }
  }

  /** The same settings without this problem; nothing if they cannot be had. */
  private static Optional<Config> mended(Config config, String path) {
    try {
      var entry = IN_LIST.matcher(path);
      var better =
          entry.matches()
              ? withoutEntry(
                  config, entry.group(1), Integer.parseInt(entry.group(2)), entry.group(3))
              : config.withValue(path, standIn(path));
      return Optional.of(better).filter(next -> !next.equals(config));
    } catch (ConfigException e) {
      // The path is none of the configuration, as that of a key that does not exist.
      return Optional.empty();
    }
  }

  private static ConfigValue standIn(String path) {
    return STAND_INS.containsKey(path)
        ? ConfigValueFactory.fromAnyRef(STAND_INS.get(path))
        : Shipped.SETTINGS.getValue(path);
  }

  /** Read if something is wrong, and then once. */
  private static final class Shipped {
    static final Config SETTINGS =
        ConfigFactory.parseResources("application.conf").resolve(ConfigResolveOptions.noSystem());

    private Shipped() {}
  }

  private static Config withoutEntry(Config config, String list, int index, String key) {
    var entries = new ArrayList<ConfigValue>(config.getList(list));
    var entry = ((ConfigObject) entries.get(index)).toConfig();
    if (!entry.hasPath(key)) {
      // It is missing, and nobody knows a good one: the entry is looked at no more.
      entries.remove(index);
    } else {
      entries.set(index, entry.withoutPath(key).root());
    }
    return config.withValue(list, ConfigValueFactory.fromIterable(entries));
  }
}
