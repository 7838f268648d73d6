package io.bindery.service.cli;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code bindery --version} prints. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() throws IOException {
    var properties = new Properties();
    try (var stream = Version.class.getResourceAsStream("/bindery.properties")) {
      properties.load(stream);
    }
    return new String[] {
      "bindery %s (Akka %s, Java %s)"
          .formatted(
              properties.getProperty("version"),
              properties.getProperty("akka"),
              Runtime.version().feature())
    };
  }
}
