package io.bindery.service.config;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The parameters of Quilt's Event-Driven Packaging, as environment variables: whoever comes from it
 * copies the values. Bindery's own variables win over them.
 */
final class PackagingNames {
  /** A parameter of theirs. */
  private record Parameter(String path, Function<String, String> value) {
    Parameter(String path) {
      this(path, Function.identity());
    }
  }

  private static final Map<String, Parameter> PARAMETERS = new LinkedHashMap<>();

  static {
    var policy = "bindery.router.default-policy.";
    PARAMETERS.put("BUCKET_NAME", new Parameter("bindery.router.bucket-names"));
    PARAMETERS.put("BUCKET_IGNORE_PREFIXES", new Parameter(policy + "ignore-prefixes"));
    PARAMETERS.put("BUCKET_PREFIX_DEPTH", new Parameter(policy + "prefix-depth"));
    PARAMETERS.put(
        "BUCKET_THRESHOLD_DURATION",
        new Parameter(policy + "trigger.quiet", PackagingNames::inSeconds));
    PARAMETERS.put("BUCKET_THRESHOLD_EVENT_COUNT", new Parameter(policy + "trigger.count"));
    PARAMETERS.put("EVENT_BUS_NAME", new Parameter("bindery.router.announce.bus"));
  }

  private PackagingNames() {}

  /** The settings that they set, by path. */
  static Map<String, Object> settings(Map<String, String> environment) {
    var settings = new LinkedHashMap<String, Object>();
    PARAMETERS.forEach(
        (name, parameter) ->
            Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .ifPresent(
                    text -> settings.put(parameter.path(), parameter.value().apply(text.strip()))));
    return settings;
  }

  /** Which of their variables are set, by the path of the setting. */
  static Map<String, String> variables(Map<String, String> environment) {
    var variables = new LinkedHashMap<String, String>();
    PARAMETERS.forEach(
        (name, parameter) -> {
          if (!environment.getOrDefault(name, "").isBlank()) {
            variables.put(parameter.path(), name);
          }
        });
    return variables;
  }

  /** Theirs is a number of seconds; a number without a unit would be taken for milliseconds. */
  private static String inSeconds(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.') ? text + " s" : text;
  }
}
