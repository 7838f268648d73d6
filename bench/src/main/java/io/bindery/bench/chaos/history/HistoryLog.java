package io.bindery.bench.chaos.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/** The history as a file: a line of JSON for each thing that was seen, when it was seen. */
public final class HistoryLog implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Writer out;

  private record Line(long at, String what, Object of) {}

  /** Begins a file. */
  public HistoryLog(Path file) {
    try {
      out = Files.newBufferedWriter(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a line.
   *
   * @param what it is, such as {@code put}
   */
  public synchronized void note(String what, Object of) {
    try {
      out.write(JSON.writeValueAsString(new Line(System.currentTimeMillis(), what, of)));
      out.write('\n');
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
