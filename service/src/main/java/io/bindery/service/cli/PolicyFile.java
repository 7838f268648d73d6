package io.bindery.service.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A file with the policy of a bucket, in HOCON or JSON. */
final class PolicyFile {
  private PolicyFile() {}

  /** Reads it; ends the command if it cannot be read, or is no policy. */
  static Map<String, Object> read(Path file) {
    if (!Files.isReadable(file)) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "File %s is not there or not readable.".formatted(file));
    }
    try {
      return ConfigFactory.parseFile(file.toFile()).resolve().root().unwrapped();
    } catch (ConfigException e) {
      throw new CommandException(
          ExitCode.USAGE, "File %s is no policy: %s".formatted(file, e.getMessage()), e);
    }
  }
}
