package io.bindery.packager.quarantine;

import io.bindery.quilt.json.Json;
import io.bindery.quilt.json.JsonArray;
import io.bindery.quilt.json.JsonForm;
import io.bindery.quilt.json.JsonSyntaxException;
import io.bindery.quilt.json.JsonValue;
import java.util.List;

/** Lists of problems as JSON. */
public final class Problems {
  private Problems() {}

  public static JsonArray toJson(List<Problem> problems) {
    return new JsonArray(problems.stream().<JsonValue>map(Problem::toJson).toList());
  }

  public static String toText(List<Problem> problems) {
    return JsonForm.FILE.toText(toJson(problems));
  }

  /** The problems of what {@link #toJson} made; none of anything else. */
  public static List<Problem> of(JsonValue json) {
    return json instanceof JsonArray array
        ? array.items().stream().flatMap(item -> Problem.of(item).stream()).toList()
        : List.of();
  }

  /** The problems of what {@link #toText} made; none of anything else. */
  public static List<Problem> of(String text) {
    try {
      return of(Json.parse(text));
    } catch (JsonSyntaxException e) {
      return List.of();
    }
  }
}
