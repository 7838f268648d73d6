package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.SafeText;

/** What is said of a job. */
final class JobText {
  private JobText() {}

  /** All that is known, a fact a line. */
  static String of(JsonNode job) {
    var text = new StringBuilder();
    line(text, "job", job.path("job_id").asText());
    line(text, "state", job.path("state").asText());
    line(text, "package", job.path("package_name").asText());
    line(text, "registry", "s3://" + job.path("registry").asText());
    line(text, "folder", job.path("source").asText());
    line(text, "accepted", HeldText.time(job, "accepted_at"));
    line(text, "ended", HeldText.time(job, "finished_at"));
    if (job.path("attempt").asInt() > 1) {
      line(text, "attempts", job.path("attempt").asText());
    }
    if (!job.has("finished_at")) {
      line(text, "progress", JobBar.line(job));
    }
    if (job.has("files")) {
      line(
          text,
          "content",
          "%s, %s"
              .formatted(
                  Amounts.count(job.path("files").asLong(), "file"),
                  Amounts.count(job.path("bytes").asLong(), "byte")));
    }
    line(text, "top hash", job.path("top_hash").asText());
    line(text, "uri", job.path("package_uri").asText());
    line(text, "asked by", job.path("asked_by").asText());
    line(text, "cancelled", job.path("cancelled_by").asText());
    line(text, "repeated", job.path("retried_by").asText());
    job.path("batches").forEach(batch -> line(text, "batch", batch.asText()));
    line(text, "reason", job.path("reason").asText());
    line(text, "error", job.path("error").asText());
    for (var error : job.path("errors")) {
      line(
          text,
          "",
          "%s %s: %s"
              .formatted(
                  error.path("rule").asText(),
                  error.path("path").asText(),
                  error.path("message").asText()));
    }
    job.path("warnings").forEach(one -> line(text, "warning", one.asText()));
    return text.toString();
  }

  /** What is not known is not told. */
  private static void line(StringBuilder text, String what, String value) {
    if (!value.isEmpty()) {
      text.append("%-10s %s%n".formatted(what, SafeText.line(value)));
    }
  }
}
