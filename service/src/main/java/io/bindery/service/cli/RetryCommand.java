package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.protocol.text.Amounts;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings back what failed, once its cause is mended. */
@Command(
    name = "retry",
    description =
        "Do all jobs again that failed since a time, or for a reason. Each is done again once,"
            + " however often this is said; one whose package a later job has made is left alone.",
    footer = {
      "",
      "Example:",
      "  bindery retry --since=12h --dry-run",
      "  bindery retry --since=2026-11-28T22:00:00Z --reason=no-right --yes"
    })
final class RetryCommand extends ApiCommand {
  private static final String PATH = "packages/jobs/retry";

  /** In one request, so that its answer comes in time. */
  private static final int PART = 500;

  @Option(
      names = "--since",
      required = true,
      paramLabel = "TIME",
      converter = PastTime.class,
      description = "Jobs that ended from here on: a time, or how long ago, such as 12h or 3d.")
  private Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = PastTime.class,
      description = "Up to here (default: now).")
  private Instant until;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description =
          "Only those that failed so: no-right, no-credentials, wrong-clock, no-key, unavailable,"
              + " not-found, aws-refused, changed, rules, owned, content or unexpected.")
  private String reason;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Those that ended so instead of failed: quarantined or cancelled.")
  private String state;

  @Option(
      names = "--registry",
      paramLabel = "BUCKET",
      description = "Only packages of this registry.")
  private String registry;

  @Option(names = "--name", paramLabel = "NS/NAME", description = "Only this package.")
  private String name;

  @Option(names = "--dry-run", description = "Only tell how many there are, and why they failed.")
  private boolean dryRun;

  @Mixin private Confirmation confirmation;

  @Override
  public Integer call() {
    var client = client();
    var out = out();
    var wanted = wanted();
    var found = client.post(PATH, with(wanted, Map.of("dry_run", true)));
    long jobs = found.path("jobs").asLong();
    tell(out, found, jobs);
    if (dryRun || jobs == 0) {
      return ExitCode.OK;
    }
    confirmation.ofMany(jobs, "do %s again".formatted(Amounts.count(jobs, "job")));
    // What fails again meanwhile is not meant.
    wanted.put("until", found.path("until").asText());
    return retry(client, out, wanted);
  }

  private static void tell(PrintWriter out, JsonNode found, long jobs) {
    out.printf("found     %s since %s%n", Amounts.count(jobs, "job"), found.path("since").asText());
    found
        .path("reasons")
        .properties()
        .forEach(
            entry ->
                out.printf(
                    "          %,d %s%n",
                    entry.getValue().asLong(),
                    entry.getKey().isEmpty() ? "of unknown reason" : entry.getKey()));
    long madeGood = found.path("made_good").asLong();
    if (madeGood > 0) {
      out.printf(
          "left out  %s whose package a later job has made%n", Amounts.count(madeGood, "job"));
    }
  }

  private static int retry(ApiClient client, PrintWriter out, Map<String, Object> wanted) {
    long retried = 0;
    long not = 0;
    wanted.put("limit", PART);
    while (true) {
      var part = client.post(PATH, wanted);
      retried += part.path("retried").size();
      not += part.path("not_retried").size();
      for (var job : part.path("not_retried")) {
        out.printf("not yet   %s: %s%n", job.path("job_id").asText(), job.path("detail").asText());
      }
      if (!part.has("next")) {
        break;
      }
      wanted.put("after", part.path("next").asText());
    }
    out.printf("retried   %s%n", Amounts.count(retried, "job"));
    if (not > 0) {
      throw new CommandException(
          ExitCode.FAILED,
          "%s could not be done again now: say the same once more."
              .formatted(Amounts.count(not, "job")));
    }
    return ExitCode.OK;
  }

  private Map<String, Object> wanted() {
    return new RequestBody()
        .with("since", since.toString())
        .with("until", until == null ? null : until.toString())
        .with("reason", reason)
        .with("state", state)
        .with("registry", Names.bare(registry))
        .with("name", name)
        .fields();
  }

  private static Map<String, Object> with(Map<String, Object> wanted, Map<String, Object> more) {
    var all = new LinkedHashMap<>(wanted);
    all.putAll(more);
    return all;
  }
}
