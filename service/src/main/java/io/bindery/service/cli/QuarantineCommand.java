package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Packages that break the rules of their registry. */
@Command(
    name = "quarantine",
    description = "Look after packages that break the rules of their registry.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      QuarantineCommand.ListThem.class,
      QuarantineCommand.Show.class,
      QuarantineCommand.Retry.class,
      QuarantineCommand.Dismiss.class
    },
    footer = {"", "Example:", "  bindery quarantine show sequencing/run-1"})
final class QuarantineCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Say which command to run.");
  }

  /** Those that are there. */
  @Command(name = "list", description = "List the packages in quarantine, the newest first.")
  static final class ListThem implements Callable<Integer> {
    private static final String ROW = "%-32s  %-20s  %-20s  %-20s  %s%n";

    @Option(
        names = "--registry",
        paramLabel = "BUCKET",
        description = "Only those that were meant for this registry.")
    private String registry;

    @Option(
        names = "--over",
        description = "Instead, those of which it is over, and how that came.")
    private boolean over;

    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var out = spec.commandLine().getOut();
      var held = new Held(api.client());
      var found = held.list(over, registry, null);
      if (found.packages().isEmpty()) {
        out.println(over ? "Nothing has come out of quarantine." : "Nothing is in quarantine.");
        return ExitCode.OK;
      }
      out.printf(ROW, "package", "meant for", "now in", "since", over ? "over" : "errors");
      for (var job : found.packages()) {
        out.printf(
            ROW,
            job.path("package_name").asText(),
            job.path("registry").asText(),
            job.path("quarantine").asText(),
            HeldText.time(job, "finished_at"),
            over ? HeldText.end(job) : job.path("errors").size());
      }
      if (found.more()) {
        out.println("... and more: name a registry.");
      }
      return ExitCode.OK;
    }
  }

  /** One of them. */
  @Command(name = "show", description = "Tell why a package is in quarantine.")
  static final class Show implements Callable<Integer> {
    @Mixin private HeldArgument which;
    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var job = which.find(new Held(api.client()), true);
      spec.commandLine().getOut().print(HeldText.of(job));
      return ExitCode.OK;
    }
  }

  /** Once more. */
  @Command(
      name = "retry",
      description =
          "Have a package in quarantine made again, as it was asked for. If it follows the rules"
              + " now, it goes to its registry, and the one in quarantine is marked as resolved.")
  static final class Retry implements Callable<Integer> {
    @Mixin private HeldArgument which;

    @Option(names = "--wait", description = "Wait for the end, and show how far it is.")
    private boolean wait;

    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var client = api.client();
      var job = which.find(new Held(client), false);
      return new AskedJob(client, spec.commandLine())
          .ask("packages/jobs/%s/retry".formatted(id(job)), Map.of(), wait);
    }
  }

  /** No more. */
  @Command(
      name = "dismiss",
      description =
          "Leave a package in quarantine at that: it is marked as dismissed, with who did so and"
              + " why. If it is made again and still breaks the rules, it is in quarantine again.")
  static final class Dismiss implements Callable<Integer> {
    @Mixin private HeldArgument which;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why nothing more is to be done; the package's metadata tells it.")
    private String reason;

    @Mixin private ApiOptions api;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
      var client = api.client();
      var job = which.find(new Held(client), false);
      client.post("packages/jobs/%s/dismiss".formatted(id(job)), Map.of("reason", reason));
      spec.commandLine()
          .getOut()
          .printf(
              "dismissed %s in s3://%s%n",
              job.path("package_name").asText(), job.path("quarantine").asText());
      return ExitCode.OK;
    }
  }

  private static String id(JsonNode job) {
    return job.path("job_id").asText();
  }
}
