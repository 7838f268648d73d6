package io.bindery.service.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings below {@code bindery} that the user made himself, and where: in a file of his own,
 * in the environment, or as a system property.
 *
 * @param places the place of each, by path
 */
public record UserSettings(Map<String, String> places) {
  /** Nothing is set. */
  public static final UserSettings NONE = new UserSettings(Map.of());

  /**
   * Finds them.
   *
   * @throws ConfigFileException if the file is not there or cannot be parsed
   */
  public static UserSettings find(Optional<Path> file, Map<String, String> environment) {
    var places = new TreeMap<String, String>();
    file.ifPresent(
        path ->
            ConfigLoader.paths(ConfigLoader.parse(path))
                .forEach(key -> places.put(key, path + "")));
    places.putAll(PackagingNames.variables(environment));
    var shipped = ConfigFactory.parseResources("application.conf").resolve();
    for (var path : ConfigLoader.paths(shipped)) {
      if (environment.containsKey(ConfigLoader.twin(path))) {
        places.put(path, ConfigLoader.twin(path));
      }
      if (System.getProperty(path) != null) {
        places.put(path, "-D" + path);
      }
    }
    return new UserSettings(Map.copyOf(places));
  }

  /** Whether the user set this path. */
  public boolean has(String path) {
    return places.containsKey(path);
  }

  /** What the user set is on top of what {@code config} holds by default. */
  public Config without(Config defaults) {
    var left = defaults;
    for (var path : places.keySet()) {
      left = left.withoutPath(path);
    }
    return left;
  }
}
