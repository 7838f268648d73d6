package io.bindery.service.cluster;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.util.Optional;

/**
 * Section {@code bindery.management}.
 *
 * @param host the address that is listened at
 * @param port absent: there is none
 */
public record ManagementSettings(String host, Optional<Integer> port) {
  /** Reads the section. */
  public static ManagementSettings from(Config root) {
    var section = Settings.at(root, "bindery.management");
    return new ManagementSettings(
        section.text("host", Grammar.HOST), section.integerOrOff("port", 1, 65_535));
  }
}
