package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.SafeText;
import java.util.ArrayList;

/** What is said of a suggestion. */
final class SuggestionText {
  /** How many broken rules a sentence names. */
  private static final int NAMED = 3;

  private SuggestionText() {}

  /** Whether the package would follow its rules. */
  static String verdict(JsonNode suggestion) {
    if (suggestion.path("checking").asBoolean()) {
      return "being checked";
    }
    var draft = suggestion.path("draft");
    return draft.path("passes").asBoolean()
        ? "follows them"
        : Amounts.count(draft.path("problems").size(), "error");
  }

  /** Whether it is known that the package would break its rules. */
  static boolean breaks(JsonNode suggestion) {
    return !suggestion.path("checking").asBoolean()
        && !suggestion.path("draft").path("passes").asBoolean(true);
  }

  /** The first rules that the package would break. */
  static String problems(JsonNode suggestion) {
    var problems = suggestion.path("draft").path("problems");
    var shown = new ArrayList<String>();
    for (int i = 0; i < Math.min(NAMED, problems.size()); i++) {
      shown.add(SafeText.line(problem(problems.get(i))).replaceAll("[.]$", ""));
    }
    int more = problems.size() - shown.size();
    return String.join("; ", shown) + (more > 0 ? "; and %d more".formatted(more) : "");
  }

  /** All that is known. */
  static String of(JsonNode one) {
    var text = new StringBuilder();
    var draft = one.path("draft");
    line(text, "suggestion", one.path("suggestion_id").asText());
    line(text, "state", state(one));
    line(text, "version", one.path("version").asText());
    line(text, "why", why(one));
    line(
        text,
        "package",
        one.path("package_name").asText() + " in s3://" + one.path("registry").asText());
    line(text, "made from", one.path("source").asText());
    if (one.has("recognized")) {
      line(text, "recognized", recognized(one.path("recognized")));
    }
    line(text, "workflow", draft.path("workflow").asText("none"));
    line(text, "message", one.path("commit_message").asText("none"));
    line(
        text,
        "content",
        "%s, %s"
            .formatted(
                Amounts.count(draft.path("files").asLong(), "file"),
                Amounts.count(draft.path("bytes").asLong(), "byte")));
    line(text, "rules", verdict(one));
    draft.path("missing").forEach(it -> line(text, "missing", it.asText()));
    if (one.has("expires_at")) {
      line(text, "expires", HeldText.time(one, "expires_at"));
    }
    if (one.has("job_id")) {
      line(text, "job", one.path("job_id").asText());
    }
    draft
        .path("metadata")
        .properties()
        .forEach(
            field ->
                line(
                    text,
                    "metadata",
                    "%s = %s (%s)"
                        .formatted(
                            field.getKey(),
                            field.getValue(),
                            draft.path("sources").path(field.getKey()).asText("not known"))));
    draft.path("problems").forEach(it -> line(text, "error", problem(it)));
    one.path("orders").forEach(it -> line(text, "order", order(it)));
    return text.toString();
  }

  private static String state(JsonNode one) {
    var state = one.path("state").asText();
    return one.has("ended_at")
        ? "%s on %s%s%s"
            .formatted(
                state,
                HeldText.time(one, "ended_at"),
                one.has("ended_by") ? " by " + one.path("ended_by").asText() : "",
                one.has("ended_for") ? ": " + one.path("ended_for").asText() : "")
        : state;
  }

  private static String why(JsonNode one) {
    return one.path("reason").asText().equals("owned")
        ? "its newest revision, %s, is somebody else's".formatted(one.path("owned").asText())
        : "the package policy says suggest";
  }

  private static String recognized(JsonNode recognized) {
    var text = new StringBuilder(recognized.path("preset").asText());
    recognized.path("evidence").forEach(it -> text.append("; ").append(it.asText()));
    return text.toString();
  }

  private static String problem(JsonNode problem) {
    var path = problem.path("path").asText();
    return "%s%s: %s"
        .formatted(
            problem.path("rule").asText(),
            path.isEmpty() || path.equals("$") ? "" : " " + path,
            problem.path("message").asText());
  }

  private static String order(JsonNode order) {
    return "%s by %s on %s%s"
        .formatted(
            order.path("what").asText(),
            order.path("ordered_by").asText(),
            HeldText.time(order, "ordered_at"),
            order.has("detail") ? ": " + order.path("detail").asText() : "");
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("%-10s %s%n".formatted(what, SafeText.line(value)));
  }
}
