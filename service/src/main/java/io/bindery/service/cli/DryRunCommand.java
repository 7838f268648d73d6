package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a running service try a policy on what was recorded. */
@Command(
    name = "dry-run",
    description =
        "Show the batches that another policy would have made of what was recorded, next to what was"
            + " really closed. Nothing is changed.",
    footer = {
      "",
      "Example:",
      "  bindery dry-run policy.conf --bucket lab --from 2026-11-01T00:00:00Z"
    })
final class DryRunCommand extends ApiCommand {
  @Parameters(
      paramLabel = "POLICYFILE",
      description = "The policy, worded as an entry of bindery.router.buckets.")
  private Path file;

  @Option(names = "--bucket", required = true, paramLabel = "BUCKET", description = "Its events.")
  private String bucket;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      description = "What was recorded from here on, as 2026-11-01T00:00:00Z.")
  private String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Up to here (default: now).")
  private String to;

  @Option(names = "--prefix", paramLabel = "PREFIX", description = "Only keys that begin so.")
  private String prefix;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "How many batches to list (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    var body =
        new RequestBody()
            .with("policy", PolicyFile.read(file))
            .with("from", from)
            .with("to", to)
            .with("prefix", prefix)
            .with("limit", limit)
            .fields();
    var report = client().post("buckets/" + ApiQuery.encoded(bucket) + "/policy/dry-run", body);
    if (json.isGiven()) {
      return JsonText.print(out(), report);
    }
    print(report);
    return ExitCode.OK;
  }

  private void print(JsonNode report) {
    var out = out();
    var table = new TextTable("closed at", "reason", ">files", ">bytes", "prefix");
    for (var batch : report.path("batches")) {
      table.add(
          batch.path("closed_at").asText(),
          batch.path("reason").asText(),
          batch.path("files").asLong(),
          batch.path("bytes").asLong(),
          batch.path("prefix").asText());
    }
    table.print(out);
    if (report.path("more").asBoolean()) {
      out.println("… and more: raise --limit to see them");
    }
    out.println();
    sum(out, "would be closed", report.path("candidate"));
    sum(out, "really closed", report.path("actual"));
    out.printf(
        "%-16s %d batches, %d files%n",
        "open at the end",
        report.path("open_at_end").path("batches").asLong(),
        report.path("open_at_end").path("files").asLong());
    out.printf(
        "%-16s %d object events, %d of them ignored%n",
        "recorded", report.path("objects").asLong(), report.path("ignored").asLong());
    report.path("notes").forEach(note -> out.println("note: " + note.asText()));
  }

  private static void sum(PrintWriter out, String what, JsonNode sum) {
    var reasons = new ArrayList<String>();
    sum.path("reasons")
        .properties()
        .forEach(reason -> reasons.add(reason.getKey() + " " + reason.getValue()));
    out.printf(
        "%-16s %d batches, %d files, %d bytes%s%n",
        what,
        sum.path("batches").asLong(),
        sum.path("files").asLong(),
        sum.path("bytes").asLong(),
        reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")");
  }
}
