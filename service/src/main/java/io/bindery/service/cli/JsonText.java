package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;

/** Answers for programs. */
final class JsonText {
  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonText() {}

  /** Values as a document. */
  static JsonNode of(Object values) {
    return MAPPER.valueToTree(values);
  }

  /** A new object. */
  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Prints a document over several lines, with a line end behind it. */
  static int print(PrintWriter out, JsonNode answer) {
    out.print(answer.toPrettyString() + "\n");
    out.flush();
    return ExitCode.OK;
  }
}
