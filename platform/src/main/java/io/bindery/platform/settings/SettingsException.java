package io.bindery.platform.settings;

import io.bindery.protocol.field.FieldException;
import java.io.Serial;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A setting is missing or has a value that is not allowed. The message is for the person who set
 * it.
 */
public final class SettingsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String path;

  SettingsException(String path, String value, String allowed) {
    super(
        "%s = %s is not allowed: it must be %s"
            .formatted(path, FieldException.shown(value), ended(allowed)));
    this.path = path;
  }

  private SettingsException(String path, String message) {
    super(message);
    this.path = path;
  }

  /** What is allowed may end with sentences of its own. */
  private static String ended(String allowed) {
    return allowed.endsWith(".") ? allowed : allowed + ".";
  }

  static SettingsException missing(String path, String allowed) {
    return new SettingsException(
        path, "%s is not set: it must be %s.%s".formatted(path, allowed, twin(path)));
  }

  /** How the environment names a setting; nothing for one inside a list, or of no file. */
  private static String twin(String path) {
    return path.startsWith("bindery.") && path.indexOf('[') < 0
        ? " The environment may set it as %s."
            .formatted(path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))
        : "";
  }

  /** All that is wrong, told together. */
  public static SettingsException several(List<SettingsException> problems) {
    return new SettingsException(
        problems.get(0).path(),
        "%d settings are wrong:%s"
            .formatted(
                problems.size(),
                problems.stream()
                    .map(problem -> "%n  %s".formatted(problem.getMessage()))
                    .collect(Collectors.joining())));
  }

  /** A value that is well-formed alone but not together with others. */
  public static SettingsException conflict(String path, String value, String reason) {
    return new SettingsException(
        path, "%s = %s: %s".formatted(path, FieldException.shown(value), reason));
  }

  /** The full path of the setting, as written in the configuration. */
  public String path() {
    return path;
  }
}
