package io.bindery.service.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.protocol.field.JsonComplaint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with metadata that a command was given. */
final class MetadataArgument {
  private static final JsonMapper JSON = new JsonMapper();

  private MetadataArgument() {}

  /** The JSON object in the file; ends the command if it has none. */
  static JsonNode read(Path file) {
    try {
      var json = JSON.readTree(Files.readAllBytes(file));
      if (json != null && json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      throw new CommandException(
          ExitCode.USAGE, "%s is not JSON: %s".formatted(file, JsonComplaint.of(e)), e);
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNAVAILABLE, "%s cannot be read.".formatted(file), e);
    }
    throw new CommandException(
        ExitCode.USAGE, "%s is not a JSON object, which it must be.".formatted(file));
  }
}
