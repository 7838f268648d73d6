package io.bindery.service;

import com.typesafe.config.Config;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.util.Optional;

/**
 * The port for probes, of section {@code bindery.health}.
 *
 * @param host its address
 * @param port absent: there is none
 */
record HealthSettings(String host, Optional<Integer> port) {
  static HealthSettings from(Config root) {
    var section = Settings.at(root, "bindery.health");
    return new HealthSettings(
        section.text("host", Grammar.HOST), section.integerOrOff("port", 1, 65_535));
  }
}
