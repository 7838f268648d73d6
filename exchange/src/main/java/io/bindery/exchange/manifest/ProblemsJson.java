package io.bindery.exchange.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What is wrong with a manifest as JSON: {@code count}, and the first of them as {@code problems},
 * each with {@code line}, {@code column} and {@code index} where it has a place, {@code field} and
 * {@code message}.
 */
public final class ProblemsJson {
  private static final JsonMapper MAPPER = new JsonMapper();

  private ProblemsJson() {}

  /** The problems as an object. */
  public static ObjectNode of(InvalidPublicationException invalid) {
    var answer = MAPPER.createObjectNode();
    answer.put("count", invalid.count());
    var list = answer.putArray("problems");
    for (var problem : invalid.problems()) {
      var node = list.addObject();
      if (problem.place().line() > 0) {
        node.put("line", problem.place().line());
        node.put("column", problem.place().column());
      }
      if (problem.place().index() >= 0) {
        node.put("index", problem.place().index());
      }
      node.put("field", problem.field());
      node.put("message", problem.message());
    }
    return answer;
  }

  /** Reads what was kept as a text. */
  public static ObjectNode read(String json) throws JsonProcessingException {
    return MAPPER.readValue(json, ObjectNode.class);
  }
}
