package io.bindery.service.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.commons.text.similarity.LevenshteinDistance;

/**
 * Loads the settings. From strongest to weakest: system properties, the environment (by the twins
 * in the shipped file), the user's file, the shipped {@code application.conf}, the libraries'
 * defaults.
 */
public final class ConfigLoader {
  private static final String OURS = "bindery";

  private ConfigLoader() {}

  /**
   * Loads everything, and refuses a key below {@code bindery} that the shipped file does not have:
   * a misspelt setting would otherwise be ignored without a word.
   *
   * @param file the user's own file, if there is one
   * @throws ConfigFileException if the file is not there, cannot be parsed, or has an unknown key
   */
  public static Config load(Optional<Path> file) {
    return load(file, ConfigFactory.empty());
  }

  /** As {@link #load(Optional)}, with settings on top that win over the environment as well. */
  public static Config load(Optional<Path> file, Config overrides) {
    return load(file, overrides, System.getenv());
  }

  /** The shipped settings with some on top; neither a file nor the environment is heard. */
  public static Config shipped(Config overrides) {
    return overrides
        .withFallback(ConfigFactory.defaultOverrides())
        .withFallback(ConfigFactory.parseResources("application.conf"))
        .withFallback(ConfigFactory.defaultReferenceUnresolved())
        .resolve(ConfigResolveOptions.noSystem());
  }

  /** As {@link #load(Optional, Config)}, with another environment than that of the process. */
  public static Config load(
      Optional<Path> file, Config overrides, Map<String, String> environment) {
    var shipped = ConfigFactory.parseResources("application.conf");
    var user = file.map(ConfigLoader::parse).orElseGet(ConfigFactory::empty);
    try {
      refuseUnknown(file, user.withFallback(shipped).resolve(), shipped.resolve());
      return overrides
          .withFallback(ConfigFactory.defaultOverrides())
          .withFallback(environmentTwins(shipped.resolve(), environment))
          .withFallback(user)
          .withFallback(shipped)
          .withFallback(ConfigFactory.defaultReferenceUnresolved())
          .resolve();
    } catch (ConfigException e) {
      throw new ConfigFileException(described(file) + " cannot be used: " + e.getMessage(), e);
    }
  }

  /**
   * The twin of {@code bindery.database.host} is {@code BINDERY_DATABASE_HOST}. The shipped file
   * has it too, for the reader; but a user's file stands above the shipped one, and the environment
   * must win over both.
   */
  private static Config environmentTwins(Config shipped, Map<String, String> environment) {
    var set = new LinkedHashMap<>(PackagingNames.settings(environment));
    for (var path : paths(shipped)) {
      var value = environment.get(twin(path));
      if (value != null) {
        set.put(path, value);
      }
    }
    return ConfigFactory.parseMap(set, "the environment");
  }

  static String twin(String path) {
    return path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  static Config parse(Path file) {
    if (!Files.isReadable(file)) {
      throw new ConfigFileException(
          "Configuration file " + file + " is not there or not readable.");
    }
    try {
      return ConfigFactory.parseFile(
          file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false));
    } catch (ConfigException e) {
      throw new ConfigFileException("Configuration file " + e.getMessage(), e);
    }
  }

  private static void refuseUnknown(Optional<Path> file, Config merged, Config shipped) {
    var known = paths(shipped);
    var unknown = new TreeSet<>(paths(merged));
    unknown.removeAll(known);
    if (unknown.isEmpty()) {
      return;
    }
    var path = unknown.first();
    if (known.stream().anyMatch(inner -> inner.startsWith(path + "."))) {
      throw new ConfigFileException(
          "%s gives %s a value, but it is a section: write its settings in braces."
              .formatted(described(file), path));
    }
    var outer = known.stream().filter(setting -> path.startsWith(setting + ".")).findFirst();
    if (outer.isPresent()) {
      throw new ConfigFileException(
          "%s sets %s, but %s is no section: write it as config/application.conf does."
              .formatted(described(file), path, outer.get()));
    }
    var distance = LevenshteinDistance.getDefaultInstance();
    var nearest =
        known.stream().min(Comparator.comparingInt(candidate -> distance.apply(path, candidate)));
    throw new ConfigFileException(
        "%s sets %s, which does not exist. The nearest setting is %s."
            .formatted(described(file), path, nearest.orElse("none")));
  }

  static List<String> paths(Config config) {
    var paths = new ArrayList<String>();
    if (config.hasPath(OURS)) {
      collect(OURS, config.getObject(OURS), paths);
    }
    return paths;
  }

  private static void collect(String path, ConfigObject object, List<String> paths) {
    object.forEach(
        (key, value) -> {
          var full = path + "." + key;
          if (value instanceof ConfigObject inner) {
            collect(full, inner, paths);
          } else {
            paths.add(full);
          }
        });
  }

  private static String described(Optional<Path> file) {
    return file.map(path -> "Configuration file " + path).orElse("The shipped configuration");
  }
}
