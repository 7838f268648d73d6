package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the last canaries, and has one uploaded. */
@Command(
    name = "canary",
    description =
        "Show the last canaries of a running service: small synthetic uploads that prove the way to a"
            + " package. Fails if one is late or the last one did not pass.",
    subcommands = CanaryCommand.Run.class,
    footer = {"", "Example:", "  bindery canary", "  bindery canary run --wait"})
final class CanaryCommand extends ApiCommand {
  private static final String PATH = "canary";

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many to show (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Override
  public Integer call() {
    var answer = client().get(new ApiQuery(PATH).with("limit", limit));
    var out = out();
    if (!answer.path("on").asBoolean()) {
      out.println("There are no canaries: bindery.canary.bucket names no bucket.");
    }
    answer.path("runs").forEach(run -> out.println(line(run)));
    var now = answer.path("canary");
    if (now.has("words")) {
      throw new CommandException(
          ExitCode.FAILED,
          (now.path("words").asText() + " " + now.path("way_out").asText()).strip());
    }
    return ExitCode.OK;
  }

  private static String line(JsonNode run) {
    return "%s  %-9s  %-12s  %6s  %s"
        .formatted(
            run.path("started_at").asText().replaceFirst("\\.[0-9]+Z$", "Z"),
            run.path("outcome").asText("under way"),
            run.path("step").asText(),
            seconds(run),
            words(run));
  }

  private static String words(JsonNode run) {
    return run.path("outcome").asText().equals("passed")
        ? run.path("top_hash").asText()
        : run.path("words").asText();
  }

  private static String seconds(JsonNode run) {
    return run.has("ended_at")
        ? Duration.between(
                    Instant.parse(run.path("started_at").asText()),
                    Instant.parse(run.path("ended_at").asText()))
                .toSeconds()
            + " s"
        : "";
  }

  /** Has one uploaded now. */
  @Command(
      name = "run",
      description =
          "Have a canary uploaded now. If one is on its way, it is that one. The service goes on if"
              + " this is interrupted.")
  static final class Run extends ApiCommand {
    @Option(
        names = "--wait",
        description = "Wait for its end, and fail if it does not pass; tells each step.")
    private boolean wait;

    @Override
    public Integer call() {
      var client = client();
      var out = out();
      var run = client.post(PATH + "/runs", Map.of());
      var id = run.path("run_id").asText();
      out.println("canary " + id);
      var step = "";
      while (wait) {
        if (!run.path("step").asText().equals(step)) {
          step = run.path("step").asText();
          out.println("waits for " + step);
          out.flush();
        }
        if (run.has("outcome")) {
          return ended(run);
        }
        refuseLate(client.get(new ApiQuery(PATH).with("limit", 1)).path("canary"), id);
        pause();
        run = client.get(PATH + "/runs/" + id);
      }
      return ExitCode.OK;
    }

    /** It may still pass; whoever waits wants to know now. */
    private static void refuseLate(JsonNode canary, String id) {
      if (canary.path("state").asText().equals("late")
          && canary.path("run_id").asText().equals(id)) {
        throw new CommandException(
            ExitCode.FAILED,
            (canary.path("words").asText() + " " + canary.path("way_out").asText()).strip());
      }
    }

    private int ended(JsonNode run) {
      var outcome = run.path("outcome").asText();
      if (outcome.equals("passed")) {
        out().println("passed in %s: %s".formatted(seconds(run), run.path("top_hash").asText()));
        return ExitCode.OK;
      }
      throw new CommandException(
          ExitCode.FAILED,
          "It did not pass (%s, at step %s). %s %s"
              .formatted(
                  outcome,
                  run.path("step").asText(),
                  run.path("words").asText(),
                  run.path("way_out").asText())
              .strip());
    }
  }
}
