package io.bindery.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What this program is.
 *
 * @param version of Bindery
 * @param akka version of Akka
 * @param java feature version of the Java that runs it
 */
public record BuildInfo(String version, String akka, int java) {
  /** This one. */
  public static BuildInfo current() {
    var properties = new Properties();
    try (var stream = BuildInfo.class.getResourceAsStream("/bindery.properties")) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new BuildInfo(
        properties.getProperty("version"),
        properties.getProperty("akka"),
        Runtime.version().feature());
  }
}
