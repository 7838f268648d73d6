package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Follows one object from its notice to the revision that holds it. */
@Command(
    name = "trace",
    description =
        "Follow an object of S3 from its notice through its batch and job to the revision of a"
            + " package that holds it, or to where its way ended; a manifest of AWS Data Exchange to"
            + " its publication. Ends with 0 if a revision holds the object, or it is published,"
            + " else with 1.",
    footer = {"", "Example:", "  bindery trace s3://lab/sequencing/run-1/reads.bam"})
final class TraceCommand extends ApiCommand {
  /** Where a way ends well. */
  private static final Set<String> ENDS = Set.of("packaged", "published");

  @Parameters(
      paramLabel = "s3://BUCKET/KEY",
      description = "The object. %%, ? and # in its key are written %%25, %%3F and %%23.")
  private String uri;

  @Option(
      names = "--version-id",
      paramLabel = "ID",
      description = "Which version of it; the newest one by default.")
  private String versionId;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    var trace = client().get(new ApiQuery("trace").with("uri", uri).with("versionId", versionId));
    var out = out();
    if (json.isGiven()) {
      JsonText.print(out, trace);
    } else {
      print(trace, out);
    }
    return ENDS.contains(trace.path("status").asText()) ? ExitCode.OK : ExitCode.FAILED;
  }

  private static void print(JsonNode trace, PrintWriter out) {
    out.println(
        trace.path("uri").asText()
            + (trace.has("version_id") ? ", version " + trace.path("version_id").asText() : ""));
    for (var step : trace.path("steps")) {
      out.printf(
          "  %-13s %-24s %s%n",
          step.path("step").asText(),
          step.has("at") ? seconds(step.path("at").asText()) : mark(step),
          step.path("words").asText());
    }
    out.println();
    out.println(trace.path("words").asText());
    if (trace.has("way_out")) {
      out.println(trace.path("way_out").asText());
    }
    if (trace.has("rule")) {
      var rule = trace.path("rule");
      out.println(
          "By: "
              + rule.path("setting").asText()
              + (rule.has("value") ? " = " + rule.path("value").asText() : ""));
    }
    trace.path("notes").forEach(note -> out.println("Note: " + note.asText()));
  }

  /** Of a step without a time, how it is. */
  private static String mark(JsonNode step) {
    return switch (step.path("state").asText()) {
      case "waiting" -> "waits";
      case "ended" -> "ends here";
      case "unknown" -> "not known";
      default -> "";
    };
  }

  private static String seconds(String instant) {
    return instant.replace('T', ' ').replaceAll("([.][0-9]+)?Z$", " UTC");
  }
}
