package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.protocol.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Jobs, and how they stand. */
@Command(
    name = "jobs",
    description =
        "List jobs, each of which packages one folder: the newest first. With --watch the list"
            + " follows what happens, until Ctrl-C; where the output is no terminal, each change is"
            + " a line.",
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {JobsCommand.Show.class, JobsCommand.Retry.class, JobsCommand.Cancel.class},
    footer = {
      "",
      "Example:",
      "  bindery jobs --state=failed",
      "  bindery jobs --watch",
      "  bindery jobs show 0c1d4b1cf1b04a6f9b7e4f3f52a1c1de"
    })
final class JobsCommand extends ApiCommand {
  private static final String JOBS = "packages/jobs";

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description =
          "waiting, assembling, retrying, pushing or announcing; or how it ended: done, unchanged,"
              + " quarantined, empty, suggested, off, failed, cancelled or refused.")
  private String state;

  @Option(
      names = "--reason",
      paramLabel = "REASON",
      description = "Only those that failed so; bindery retry --help names the reasons.")
  private String reason;

  @Option(
      names = "--registry",
      paramLabel = "BUCKET",
      description = "Only packages of this registry.")
  private String registry;

  @Option(names = "--name", paramLabel = "NS/NAME", description = "Only this package.")
  private String name;

  @Option(
      names = "--source",
      paramLabel = "s3://BUCKET/FOLDER/",
      description = "Only those that package this folder.")
  private String source;

  @Option(
      names = "--batch",
      paramLabel = "ID",
      description = "Only those that this batch asked for.")
  private String batch;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many to list (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--watch", description = "Follow what happens.")
  private boolean watch;

  @Mixin private JsonOption json;

  @Override
  public Integer call() {
    var client = client();
    if (watch) {
      return new ListWatch(client, out(), followed(client)).run(json.isGiven());
    }
    var found = read(client);
    if (json.isGiven()) {
      return JsonText.print(out(), found);
    }
    lines(found).forEach(out()::println);
    return ExitCode.OK;
  }

  private ListWatch.Followed followed(ApiClient client) {
    return new ListWatch.Followed(
        "job",
        "jobs",
        new ApiQuery("stream").with("types", "job"),
        this::fits,
        JobsCommand::changed,
        () -> lines(read(client)));
  }

  /** The stream does not know all that a list can be asked for. */
  private boolean fits(JsonNode change) {
    return is(state, change, "state")
        && is(reason, change, "reason")
        && is(Names.bare(registry), change, "registry")
        && is(name, change, "package_name")
        && is(source, change, "source");
  }

  private static boolean is(String wanted, JsonNode change, String field) {
    return wanted == null || wanted.equals(change.path(field).asText());
  }

  private static String changed(JsonNode change) {
    var error = change.path("error").asText("");
    return "%s  %-14s  %s  %s%s"
        .formatted(
            HeldText.time(change, "at"),
            change.path("event").asText(),
            change.path("job_id").asText(),
            change.path("package_name").asText(change.path("source").asText()),
            error.isEmpty() ? "" : "  " + error);
  }

  /** As many as are wanted, in parts if one answer does not have them. */
  private JsonNode read(ApiClient client) {
    var first = (ObjectNode) page(client, null, limit);
    var jobs = first.withArray("jobs");
    while (jobs.size() < limit && first.has("next")) {
      var more = page(client, first.path("next").asText(), limit - jobs.size());
      more.path("jobs").forEach(jobs::add);
      first.remove("next");
      Optional.ofNullable(more.get("next")).ifPresent(next -> first.set("next", next));
    }
    return first;
  }

  private JsonNode page(ApiClient client, String after, int most) {
    return client.get(
        new ApiQuery(JOBS)
            .with("state", state)
            .with("reason", reason)
            .with("registry", Names.bare(registry))
            .with("name", name)
            .with("source", source)
            .with("batch", batch)
            .with("after", after)
            .with("limit", most));
  }

  private static List<String> lines(JsonNode found) {
    var table = new TextTable("changed", "state", ">files", ">bytes", "package", "job", "what");
    for (var job : found.path("jobs")) {
      table.add(
          HeldText.time(job, "updated_at"),
          job.path("state").asText(),
          job.has("files") ? "%,d".formatted(job.path("files").asLong()) : "-",
          job.has("bytes") ? Amounts.size(job.path("bytes").asLong()) : "-",
          job.path("package_name").asText("").isEmpty()
              ? job.path("source").asText()
              : job.path("package_name").asText(),
          job.path("job_id").asText(),
          what(job));
    }
    var lines = new ArrayList<>(table.isEmpty() ? List.of("No job is there.") : table.lines());
    if (found.has("next")) {
      lines.add("... and others: raise --limit, or say more of what you look for.");
    }
    return lines;
  }

  /** How far it is, or what went wrong. */
  private static String what(JsonNode job) {
    if (job.has("finished_at")) {
      return job.path("error").asText("");
    }
    return job.has("progress") ? JobBar.line(job) : job.path("error").asText("");
  }

  /** One of them. */
  @Command(
      name = "show",
      description = "Tell all of one job: what it made, or why it failed and what to do.",
      footer = {"", "Example:", "  bindery jobs show JOB --wait"})
  static final class Show extends ApiCommand {
    @Parameters(paramLabel = "JOB", description = "Id of the job.")
    private String job;

    @Option(names = "--wait", description = "Wait for the end, and show how far it is.")
    private boolean wait;

    @Mixin private JsonOption json;

    @Override
    public Integer call() {
      var client = client();
      if (wait && !json.isGiven()) {
        return new AskedJob(client, commandLine()).follow(job, true);
      }
      var found = client.get(one(job));
      if (json.isGiven()) {
        return JsonText.print(out(), found);
      }
      out().print(JobText.of(found));
      return ExitCode.OK;
    }
  }

  /** Once more. */
  @Command(
      name = "retry",
      description = "Repeat a job that has ended: the folder is packaged again as it is now.",
      footer = {"", "Example:", "  bindery jobs retry JOB --wait"})
  static final class Retry extends ApiCommand {
    @Parameters(paramLabel = "JOB", description = "Id of the job.")
    private String job;

    @Option(names = "--wait", description = "Wait for the end, and show how far it is.")
    private boolean wait;

    @Override
    public Integer call() {
      return new AskedJob(client(), commandLine()).ask(one(job) + "/retry", Map.of(), wait);
    }
  }

  /** No more. */
  @Command(
      name = "cancel",
      description =
          "End a job that is not being pushed yet. What it has hashed is dropped; the folder stays"
              + " as it is.",
      footer = {"", "Example:", "  bindery jobs cancel JOB"})
  static final class Cancel extends ApiCommand {
    @Parameters(paramLabel = "JOB", description = "Id of the job.")
    private String job;

    @Override
    public Integer call() {
      client().post(one(job) + "/cancel", Map.of());
      out().println("cancelled " + job);
      return ExitCode.OK;
    }
  }

  private static String one(String job) {
    return JOBS + "/" + ApiQuery.encoded(job);
  }
}
