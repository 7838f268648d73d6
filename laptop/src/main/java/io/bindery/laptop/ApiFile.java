package io.bindery.laptop;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.localaws.state.SecretFile;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The file by which commands find the HTTP API of what runs on a data directory. */
final class ApiFile implements AutoCloseable {
  private final Path file;

  private ApiFile(Path file) {
    this.file = file;
  }

  /** Writes {@code {"url": "http://127.0.0.1:8080"}}. */
  static ApiFile write(Path file, URI api) {
    try {
      SecretFile.write(
          file, new ObjectMapper().writeValueAsString(Map.of("url", api.toString())) + "\n");
      return new ApiFile(file);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "File %s cannot be written: %s".formatted(file, e), e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
