package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.SafeText;

/** What is said of a package in quarantine. */
final class HeldText {
  private static final int SECONDS = "2026-11-20T10:00:00".length();

  private HeldText() {}

  /** A time without its fraction; empty if there is none. */
  static String time(JsonNode job, String field) {
    var time = job.path(field).asText();
    return time.length() <= SECONDS ? time : time.substring(0, SECONDS) + "Z";
  }

  /** How it ended. */
  static String end(JsonNode job) {
    var dismissed = job.path("dismissed");
    return time(job, "resolved_at")
        + (dismissed.isMissingNode()
            ? " resolved by job " + job.path("resolved_by").asText()
            : " dismissed by %s: %s"
                .formatted(dismissed.path("by").asText(), dismissed.path("reason").asText()));
  }

  /** All that is known. */
  static String of(JsonNode job) {
    var text = new StringBuilder();
    line(text, "package", job.path("package_name").asText());
    line(text, "meant for", "s3://" + job.path("registry").asText());
    line(text, "now in", "s3://" + job.path("quarantine").asText());
    line(text, "made from", job.path("source").asText());
    line(text, "since", time(job, "finished_at"));
    if (job.has("resolved_at")) {
      line(text, "over", end(job));
    }
    line(
        text,
        "content",
        "%s, %s"
            .formatted(
                Amounts.count(job.path("files").asLong(), "file"),
                Amounts.count(job.path("bytes").asLong(), "byte")));
    line(text, "revision", job.path("top_hash").asText());
    if (job.has("package_uri")) {
      line(text, "uri", job.path("package_uri").asText());
    }
    line(text, "job", job.path("job_id").asText());
    var notice = job.path("notice");
    if (notice.has("sent_at")) {
      line(text, "notice", "sent at " + time(notice, "sent_at"));
    } else if (!notice.isMissingNode()) {
      line(text, "notice", "not sent yet: " + notice.path("error").asText("it is under way"));
    }
    job.path("warnings").forEach(one -> line(text, "warning", one.asText()));
    text.append("%nWhat is wrong:%n".formatted());
    for (var error : job.path("errors")) {
      var path = error.path("path").asText();
      text.append(
          "  %s%s: %s%s%n"
              .formatted(
                  SafeText.line(error.path("rule").asText()),
                  path.isEmpty() || path.equals("$") ? "" : " " + SafeText.line(path),
                  SafeText.line(error.path("message").asText()),
                  error.has("quilt_path")
                      ? " (Quilt: %s)".formatted(SafeText.line(error.path("quilt_path").asText()))
                      : ""));
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String what, String value) {
    text.append("%-10s %s%n".formatted(what, SafeText.line(value)));
  }
}
