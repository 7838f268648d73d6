package io.bindery.service.emf;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Section {@code bindery.metrics.emf}.
 *
 * @param output where the lines go
 * @param every how often figures are told
 * @param namespace in CloudWatch
 * @param metrics names of the meters that are told
 * @param dimensions of all figures, beside the tags that a meter has
 */
public record EmfSettings(
    Output output,
    Duration every,
    String namespace,
    Set<String> metrics,
    Map<String, String> dimensions) {
  private static final String PATH = "bindery.metrics.emf";

  /** CloudWatch allows 30, of which meters have two at most. */
  private static final int MOST_DIMENSIONS = 8;

  private static final Pattern NAMESPACE =
      Pattern.compile("[0-9A-Za-z._/#-][0-9A-Za-z._/#: -]{0,254}");
  private static final Pattern METRIC = Pattern.compile("[a-z][a-z0-9._]{0,199}");

  /** What a line of the log has of its own. */
  private static final Set<String> OF_THE_LOG =
      Set.of("message", "level", "level_value", "thread_name", "logger_name");

  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}");
  private static final Pattern VALUE = Pattern.compile("[!-~]([ -~]{0,198}[!-~])?");

  /** Where lines go. */
  public enum Output {
    /** There are none. */
    OFF,
    /** Lines of their own on the standard output. */
    STDOUT,
    /** Lines of the log, which must be JSON. */
    LOG
  }

  public EmfSettings {
    metrics = Set.copyOf(metrics);
    dimensions = Map.copyOf(dimensions);
  }

  /** Reads them from the whole configuration. */
  public static EmfSettings from(Config root) {
    var section = Settings.at(root, PATH);
    var output = section.choice("output", Output.class);
    if (output == Output.LOG
        && Settings.at(root, "bindery.log").text("format").strip().equalsIgnoreCase("text")) {
      throw SettingsException.conflict(
          PATH + ".output",
          "log",
          "the log must be JSON for it: set bindery.log.format = json, or output = stdout.");
    }
    return new EmfSettings(
        output,
        section.duration("every", Duration.ofSeconds(1), Duration.ofHours(1)),
        namespace(section),
        metrics(section),
        dimensions(section));
  }

  private static String namespace(Settings section) {
    var namespace = section.text("namespace");
    if (!NAMESPACE.matcher(namespace).matches() || namespace.startsWith("AWS/")) {
      throw SettingsException.conflict(
          PATH + ".namespace",
          namespace,
          "it must be 1 to 255 of letters, digits and . - _ / # : and must not begin with AWS/.");
    }
    return namespace;
  }

  private static Set<String> metrics(Settings section) {
    var metrics = new LinkedHashSet<>(section.texts("metrics"));
    for (var metric : metrics) {
      if (!METRIC.matcher(metric).matches()) {
        throw SettingsException.conflict(
            PATH + ".metrics",
            metric,
            "it must be the name of a meter in small letters, such as bindery.events.received.");
      }
    }
    return metrics;
  }

  private static Map<String, String> dimensions(Settings section) {
    var dimensions = new LinkedHashMap<String, String>();
    for (var pair : section.texts("dimensions")) {
      int equals = pair.indexOf('=');
      var name = equals < 0 ? "" : pair.substring(0, equals).strip();
      var value = pair.substring(equals + 1).strip();
      if (!NAME.matcher(name).matches()
          || OF_THE_LOG.contains(name)
          || !VALUE.matcher(value).matches()) {
        throw SettingsException.conflict(
            PATH + ".dimensions",
            pair,
            "it must be NAME=VALUE with a name of letters, digits, _ and - that no line of the log has,"
                + " and a value of 1 to 200 ASCII characters, such as Stack=lab.");
      }
      dimensions.put(name, value);
    }
    if (dimensions.size() > MOST_DIMENSIONS) {
      throw SettingsException.conflict(
          PATH + ".dimensions",
          dimensions.size() + " dimensions",
          "there may be %d at most.".formatted(MOST_DIMENSIONS));
    }
    return dimensions;
  }
}
