package io.bindery.service.system;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The settings below {@code bindery} that a node runs with, and where each was set; no secret. */
public final class SettingsInForce {
  private static final String OURS = "bindery";
  private static final String SHIPPED = "application.conf";
  private static final String HIDDEN = "(not shown)";

  /** What is only called like one of these is hidden as well; the name of a file tells nothing. */
  private static final Pattern SECRET =
      Pattern.compile(
          "(?:.*[-.])?(?:password|passphrase|secrets?|tokens?|sha256|credentials?|private-key|api-key)(?:[-.].*)?");

  private static final Pattern OPEN =
      Pattern.compile(".*-(?:file|uri|url|issuer|audience|claim|every|within|timeout)");

  /** A user and password inside an address. */
  private static final Pattern USER = Pattern.compile("(?<=://)[^/?#\\s]*@");

  /**
   * One setting.
   *
   * @param value as it was written, or a list or map of such
   * @param set whether it was set, and is not what Bindery comes with
   * @param from where it was set: a file with its line, the environment, or a system property
   */
  public record Setting(Object value, boolean set, Optional<String> from) {}

  private SettingsInForce() {}

  /** By their paths. */
  public static SortedMap<String, Setting> of(Config config) {
    var settings = new TreeMap<String, Setting>();
    if (config.hasPath(OURS)) {
      collect(OURS, config.getObject(OURS), settings);
    }
    return settings;
  }

  private static void collect(
      String path, ConfigObject object, SortedMap<String, Setting> settings) {
    object.forEach(
        (key, value) -> {
          var full = path + "." + key;
          if (value instanceof ConfigObject inner && !inner.isEmpty()) {
            collect(full, inner, settings);
          } else {
            boolean shipped = isShipped(value.origin());
            settings.put(
                full,
                new Setting(
                    shown(key, value),
                    !shipped,
                    shipped ? Optional.empty() : Optional.of(place(value.origin()))));
          }
        });
  }

  private static boolean isShipped(ConfigOrigin origin) {
    return SHIPPED.equals(origin.resource()) || origin.description().contains(SHIPPED + " @ ");
  }

  private static String place(ConfigOrigin origin) {
    if (origin.filename() != null && origin.lineNumber() > 0) {
      return "%s, line %d".formatted(origin.filename(), origin.lineNumber());
    }
    return origin.description().equals("hardcoded value") ? "the start" : origin.description();
  }

  /** Whether a setting of this name holds what nobody may see. */
  static boolean isSecret(String key) {
    return SECRET.matcher(key).matches() && !OPEN.matcher(key).matches();
  }

  private static Object shown(String key, ConfigValue value) {
    if (value instanceof ConfigObject object) {
      Map<String, Object> members = new LinkedHashMap<>();
      object.forEach((name, member) -> members.put(name, shown(name, member)));
      return members;
    }
    if (value instanceof ConfigList list) {
      boolean objects = list.stream().anyMatch(ConfigObject.class::isInstance);
      return isSecret(key) && !objects && !list.isEmpty()
          ? HIDDEN
          : list.stream().map(item -> shown(objects ? "" : key, item)).toList();
    }
    var plain = value.unwrapped();
    if (isSecret(key) && !"".equals(plain)) {
      return HIDDEN;
    }
    return plain instanceof String text ? USER.matcher(text).replaceAll("") : plain;
  }
}
