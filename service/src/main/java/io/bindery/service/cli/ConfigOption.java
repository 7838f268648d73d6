package io.bindery.service.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names a file with settings. */
public final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings that differ from the shipped config/application.conf.")
  private Path file;

  /** The file, if one was named. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }
}
