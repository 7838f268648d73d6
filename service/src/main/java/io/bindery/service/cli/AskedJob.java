package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.packager.state.JobState;
import io.bindery.protocol.text.Amounts;
import io.bindery.protocol.text.SafeText;
import java.util.Map;
import picocli.CommandLine;

/** A job that a command asks a service for, and waits for if it is told to. */
final class AskedJob {
  private final ApiClient client;
  private final CommandLine command;

  AskedJob(ApiClient client, CommandLine command) {
    this.client = client;
    this.command = command;
  }

  /**
   * Asks, and says which job it is.
   *
   * @param wait whether to show how far it is until it has ended
   * @return the exit code
   */
  int ask(String path, Map<String, ?> body, boolean wait) {
    return follow(client.post(path, body).path("job_id").asText(), wait);
  }

  /** Says which job it is, and shows how far it is if somebody waits for it. */
  int follow(String jobId, boolean wait) {
    command.getOut().println("job       " + jobId);
    command.getOut().flush();
    return wait ? ended(jobId) : ExitCode.OK;
  }

  private int ended(String jobId) {
    boolean terminal = Terminal.isSeen();
    while (true) {
      var job = client.get("packages/jobs/" + jobId);
      if (terminal) {
        Terminal.clearLine(command.getErr());
      }
      if (job.has("finished_at")) {
        return tell(job);
      }
      if (terminal) {
        command.getErr().print(JobBar.line(job));
        command.getErr().flush();
      }
      ApiCommand.pause();
    }
  }

  /** What a service of a later version may say beside is no revision either. */
  private static JobState state(JsonNode job) {
    return JobState.of(job.path("state").asText()).orElse(JobState.FAILED);
  }

  private int tell(JsonNode job) {
    var out = command.getOut();
    var state = state(job);
    switch (state) {
      case DONE, UNCHANGED -> {
        // There is a revision to tell of.
      }
      case QUARANTINED -> throw new CommandException(ExitCode.FAILED, quarantined(job));
      case SUGGESTED ->
          throw new CommandException(
              ExitCode.FAILED,
              "No package was made: somebody is to decide. bindery suggestions list --source=%s shows what it would be."
                  .formatted(SafeText.line(job.path("source").asText())));
      default ->
          throw new CommandException(
              ExitCode.FAILED,
              SafeText.line(
                  job.path("error")
                      .asText(
                          "No package was made: the job is %s."
                              .formatted(job.path("state").asText()))));
    }
    out.printf(
        "package   %s in s3://%s%n",
        job.path("package_name").asText(), job.path("registry").asText());
    out.printf("top hash  %s%n", job.path("top_hash").asText());
    out.printf(
        "%-9s %s (%s)%n",
        state == JobState.UNCHANGED ? "unchanged" : "new",
        Amounts.count(job.path("files").asLong(), "file"),
        Amounts.count(job.path("bytes").asLong(), "byte"));
    if (job.has("package_uri")) {
      out.printf("uri       %s%n", job.path("package_uri").asText());
    }
    job.path("warnings").forEach(one -> out.println("warning   " + one.asText()));
    var progress = job.path("progress");
    if (progress.path("skipped").asLong() > 0) {
      out.printf(
          "left out  %s that no package can hold:%n",
          Amounts.count(progress.path("skipped").asLong(), "object"));
      progress.path("skipped_keys").forEach(key -> out.println("  " + key.asText()));
    }
    return ExitCode.OK;
  }

  /** What is wrong, a line each, with its place. */
  private static String quarantined(JsonNode job) {
    var text =
        new StringBuilder(
            "The package breaks the rules of s3://%s and is in quarantine: %s in s3://%s."
                .formatted(
                    job.path("registry").asText(),
                    job.path("package_name").asText(),
                    job.path("quarantine").asText()));
    job.path("errors")
        .forEach(
            error ->
                text.append(
                    "%n  %s %s: %s%s"
                        .formatted(
                            SafeText.line(error.path("rule").asText()),
                            SafeText.line(error.path("path").asText()),
                            SafeText.line(error.path("message").asText()),
                            error.has("quilt_path")
                                ? " (Quilt: %s)"
                                    .formatted(SafeText.line(error.path("quilt_path").asText()))
                                : "")
                        .replaceAll(" +:", ":")));
    return text.toString();
  }
}
