package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a running service compare a bucket with what it recorded. */
@Command(
    name = "reconcile",
    description =
        "Have a running service list a bucket, or what is below a prefix, and record the objects of"
            + " which no notice came. Waits for the end; the service goes on if this is interrupted.",
    footer = {
      "",
      "Example:",
      "  bindery reconcile s3://lab/sequencing/ --since 2026-11-01T00:00:00Z"
    })
final class ReconcileCommand extends ApiCommand {
  private static final String WHERE = "reconciliations";

  @Parameters(paramLabel = "s3://BUCKET/PREFIX", description = "What to list.")
  private String where;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Leave objects alone that are older, as 2026-11-01T00:00:00Z.")
  private String since;

  @Option(
      names = "--everything",
      description = "Compare also what an earlier reconciliation found complete.")
  private boolean everything;

  @Option(names = "--no-wait", description = "Ask for it, and do not wait for its end.")
  private boolean noWait;

  @Override
  public Integer call() {
    var uri = uri();
    var body =
        new RequestBody()
            .with("bucket", uri.bucket())
            .with("prefix", uri.key())
            .with("since", since == null ? null : time())
            .with("everything", everything)
            .fields();
    var client = client();
    var asked = client.post(WHERE, body);
    var id = asked.path("id").asText();
    out().println("reconciliation " + id);
    while (!noWait) {
      var now = client.get(WHERE + "/" + id);
      if (now.has("ended_at")) {
        return ended(now);
      }
      pause();
    }
    return ExitCode.OK;
  }

  private int ended(JsonNode row) {
    var state = row.path("state").asText();
    var found = row.path("found");
    out()
        .printf(
            "%s: %d listed, %d ignored, %d recent, %d settled, %d known, %d missing and now"
                + " recorded%n",
            state,
            found.path("listed").asLong(),
            found.path("ignored").asLong(),
            found.path("recent").asLong(),
            found.path("settled").asLong(),
            found.path("known").asLong(),
            found.path("missing").asLong());
    if (state.equals("done")) {
      return ExitCode.OK;
    }
    throw new CommandException(
        ExitCode.FAILED,
        row.has("error")
            ? row.path("error").asText()
            : "It was cancelled by %s.".formatted(row.path("ended_by").asText()));
  }

  private S3Uri uri() {
    var text = where.matches("s3://[^/]+") ? where + "/" : where;
    try {
      return S3Uri.parse(text);
    } catch (S3UriException e) {
      throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  private String time() {
    try {
      return Instant.parse(since).toString();
    } catch (DateTimeParseException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "--since %s is not a time: write one such as 2026-11-01T00:00:00Z.".formatted(since),
          e);
    }
  }
}
