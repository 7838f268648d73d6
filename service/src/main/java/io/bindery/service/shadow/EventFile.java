package io.bindery.service.shadow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of events, one JSON object a line. */
public final class EventFile {
  private EventFile() {}

  /**
   * Reads the whole file; empty lines are skipped.
   *
   * @throws ShadowException with the line, if one is not an event
   */
  public static Heard read(Path file) throws IOException {
    var heard = new Heard();
    try (var lines = Files.newBufferedReader(file)) {
      int number = 0;
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.isBlank()) {
          heard.add(line, "Line %d of %s".formatted(number, file));
        }
      }
    }
    return heard;
  }
}
