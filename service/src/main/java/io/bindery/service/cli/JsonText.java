package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;

/** Answers for programs. */
final class JsonText {
  private JsonText() {}

  /** Prints a document over several lines, with a line end behind it. */
  static int print(PrintWriter out, JsonNode answer) {
    out.print(answer.toPrettyString() + "\n");
    out.flush();
    return ExitCode.OK;
  }
}
