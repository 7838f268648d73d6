package io.bindery.platform.settings;

import java.io.Serial;

/**
 * A setting is missing or has a value that is not allowed. The message is for the person who set
 * it.
 */
public final class SettingsException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final String path;

  SettingsException(String path, String value, String allowed) {
    super("%s = %s is not allowed: it must be %s.".formatted(path, value, allowed));
    this.path = path;
  }

  private SettingsException(String path, String message) {
    super(message);
    this.path = path;
  }

  static SettingsException missing(String path, String allowed) {
    return new SettingsException(path, "%s is not set: it must be %s.".formatted(path, allowed));
  }

  /** A value that is well-formed alone but not together with others. */
  public static SettingsException conflict(String path, String value, String reason) {
    return new SettingsException(path, "%s = %s: %s".formatted(path, value, reason));
  }

  /** The full path of the setting, as written in the configuration. */
  public String path() {
    return path;
  }
}
