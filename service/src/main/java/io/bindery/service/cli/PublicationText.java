package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.SafeText;
import java.util.Locale;

/** What is said of a publication. */
final class PublicationText {
  private PublicationText() {}

  /** What is told of one that is out. */
  static String end(JsonNode one) {
    var text = new StringBuilder();
    line(text, "data set", one.path("data_set_id").asText());
    if (one.path("state").asText().equals("unchanged")) {
      line(
          text,
          "unchanged",
          "publication %s published the same content; --again publishes it once more"
              .formatted(one.path("unchanged_since").asText()));
      return text.toString();
    }
    var progress = one.path("progress");
    line(
        text,
        "published",
        "%s, %s (%s)"
            .formatted(
                Amounts.count(progress.path("revisions").asLong(), "revision"),
                Amounts.count(progress.path("assets").asLong(), "asset"),
                Amounts.count(progress.path("bytes").asLong(), "byte")));
    one.path("revisions").forEach(it -> line(text, "revision", it.path("revision_id").asText()));
    return text.toString();
  }

  /** Why one is not out, and what to do, in sentences; what is wrong with a manifest below them. */
  static String failure(JsonNode one) {
    var error = SafeText.line(one.path("error").asText("no reason is known"));
    return switch (one.path("state").asText()) {
      case "refused" -> "The publication is refused, and nothing was created: " + wrong(one, error);
      case "cancelled" -> "The publication was cancelled%s.".formatted(by(one, "cancel"));
      case "revoked" -> "The publication was revoked%s.".formatted(by(one, "revoke"));
      case "held" ->
          "The publication stopped: %s%nIt waits for an order: %s tries again what is left; %s %s."
              .formatted(
                  error,
                  goOn(one),
                  back(one),
                  isOut(one) ? "takes back what is out" : "removes what was created");
      default -> "The publication failed, and nothing of it is public: " + error;
    };
  }

  private static boolean isOut(JsonNode one) {
    return one.path("progress").path("revisions_final").asLong() > 0;
  }

  private static String goOn(JsonNode one) {
    return "bindery publication go-on " + one.path("publication_id").asText();
  }

  /** The order that ends one that is held. */
  private static String back(JsonNode one) {
    var id = one.path("publication_id").asText();
    return isOut(one)
        ? "bindery publication revoke %s --comment=TEXT".formatted(id)
        : "bindery publication cancel " + id;
  }

  private static String by(JsonNode one, String order) {
    String found = "";
    for (var it : one.path("orders")) {
      if (it.path("what").asText().equals(order)) {
        found = " by " + SafeText.line(it.path("ordered_by").asText());
      }
    }
    return found;
  }

  /** Each thing that is wrong with the manifest, as far as they are kept. */
  private static String wrong(JsonNode one, String error) {
    if (one.path("problems").isEmpty()) {
      return error;
    }
    long count = one.path("problem_count").asLong();
    var text =
        new StringBuilder(
            "%s wrong with the manifest."
                .formatted(count == 1 ? "1 thing is" : "%,d things are".formatted(count)));
    one.path("problems").forEach(it -> text.append("%n  %s".formatted(problem(it))));
    long more = count - one.path("problems").size();
    if (more > 0) {
      text.append("%n  … and %,d more".formatted(more));
    }
    return text.toString();
  }

  private static String problem(JsonNode problem) {
    var place =
        problem.has("line")
            ? "line %d, column %d, "
                .formatted(problem.path("line").asInt(), problem.path("column").asInt())
            : "";
    return place
        + SafeText.line(problem.path("field").asText())
        + ": "
        + SafeText.line(problem.path("message").asText());
  }

  /** All that is known. */
  static String of(JsonNode one) {
    var text = new StringBuilder();
    line(text, "publication", one.path("publication_id").asText());
    line(text, "state", state(one));
    line(text, "manifest", one.path("manifest").asText("came with the request"));
    line(text, "asked by", one.path("asked_by").asText("a notice of S3"));
    line(text, "received", HeldText.time(one, "received_at"));
    optional(text, one, "product", "product_id");
    optional(text, one, "data set", "data_set_id");
    optional(text, one, "mode", "mode");
    optional(text, one, "comment", "comment");
    var progress = one.path("progress");
    if (!progress.isMissingNode()) {
      progress(text, progress);
    }
    if (one.has("waiting_for")) {
      line(
          text,
          "waits for",
          "%s, since %s"
              .formatted(one.path("waiting_for").asText(), HeldText.time(one, "waiting_since")));
    }
    optional(text, one, "same as", "unchanged_since");
    if (one.path("problems").isEmpty()) {
      optional(text, one, "error", "error");
    }
    one.path("problems").forEach(it -> line(text, "problem", problem(it)));
    one.path("revisions").forEach(it -> line(text, "revision", revision(it)));
    one.path("open_jobs").forEach(it -> line(text, "job", job(it)));
    one.path("orders").forEach(it -> line(text, "order", order(it)));
    if (one.path("state").asText().equals("held")) {
      line(text, "to go on", goOn(one));
      line(text, isOut(one) ? "to revoke" : "to cancel", back(one));
    }
    return text.toString();
  }

  private static String state(JsonNode one) {
    var state = one.path("state").asText();
    return one.has("finished_at") ? state + " on " + HeldText.time(one, "finished_at") : state;
  }

  private static void progress(StringBuilder text, JsonNode progress) {
    line(text, "assets", share(progress, "assets_done", "assets"));
    line(
        text,
        "jobs",
        "%s, %,d open"
            .formatted(share(progress, "jobs_done", "jobs"), progress.path("jobs_open").asLong()));
    line(
        text,
        "revisions",
        "%s filled, %,d final"
            .formatted(
                share(progress, "revisions_filled", "revisions"),
                progress.path("revisions_final").asLong()));
  }

  private static String share(JsonNode progress, String done, String all) {
    return String.format(
        Locale.ROOT, "%,d of %,d", progress.path(done).asLong(), progress.path(all).asLong());
  }

  private static String revision(JsonNode it) {
    return "%s  %-9s  %s  %s assets%s"
        .formatted(
            it.path("number").asText(),
            it.path("state").asText(),
            it.path("revision_id").asText("no id yet"),
            share(it, "assets_done", "assets"),
            it.has("error") ? ": " + it.path("error").asText() : "");
  }

  private static String job(JsonNode it) {
    return "%s of revision %s, attempt %s: %s since %s%s"
        .formatted(
            it.path("number").asText(),
            it.path("revision").asText(),
            it.path("attempt").asText(),
            it.path("job_id").asText("no id yet"),
            HeldText.time(it, "since"),
            it.has("error") ? "; " + it.path("error").asText() : "");
  }

  private static String order(JsonNode order) {
    return "%s by %s on %s%s"
        .formatted(
            order.path("what").asText(),
            order.path("ordered_by").asText(),
            HeldText.time(order, "ordered_at"),
            order.has("detail") ? ": " + order.path("detail").asText() : "");
  }

  private static void optional(StringBuilder text, JsonNode one, String what, String field) {
    if (one.has(field)) {
      line(text, what, one.path(field).asText());
    }
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("%-12s %s%n".formatted(what, SafeText.line(value)));
  }
}
