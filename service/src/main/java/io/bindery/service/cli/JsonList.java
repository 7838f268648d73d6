package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** An object with one list, printed while it is made: it may be longer than the memory. */
final class JsonList implements AutoCloseable {
  private final PrintWriter out;
  private String before;

  /**
   * Begins it.
   *
   * @param name of the list
   */
  JsonList(PrintWriter out, String name) {
    this.out = out;
    this.before = "{\"" + name + "\": [\n";
  }

  void add(JsonNode item) {
    out.print(before + item);
    before = ",\n";
  }

  @Override
  public void close() {
    out.print((before.equals(",\n") ? "\n" : before) + "]}\n");
    out.flush();
  }
}
