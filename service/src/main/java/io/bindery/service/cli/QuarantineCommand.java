package io.bindery.service.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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
final class QuarantineCommand extends CommandGroup {
  /** Those that are there. */
  @Command(name = "list", description = "List the packages in quarantine, the newest first.")
  static final class ListThem extends ApiCommand {
    @Option(
        names = "--registry",
        paramLabel = "BUCKET",
        description = "Only those that were meant for this registry.")
    private String registry;

    @Option(
        names = "--over",
        description = "Instead, those of which it is over, and how that came.")
    private boolean over;

    @Override
    public Integer call() {
      var out = out();
      var held = new Held(client());
      var found = held.list(over, registry, null);
      if (found.packages().isEmpty()) {
        out.println(over ? "Nothing has come out of quarantine." : "Nothing is in quarantine.");
        return ExitCode.OK;
      }
      var table =
          new TextTable("package", "meant for", "now in", "since", over ? "over" : ">errors");
      for (var job : found.packages()) {
        table.add(
            job.path("package_name").asText(),
            job.path("registry").asText(),
            job.path("quarantine").asText(),
            HeldText.time(job, "finished_at"),
            over ? HeldText.end(job) : job.path("errors").size());
      }
      table.print(out);
      if (found.more()) {
        out.println("... and more: name a registry.");
      }
      return ExitCode.OK;
    }
  }

  /** One of them. */
  @Command(name = "show", description = "Tell why a package is in quarantine.")
  static final class Show extends ApiCommand {
    @Mixin private HeldArgument which;

    @Override
    public Integer call() {
      var job = which.find(new Held(client()), true);
      out().print(HeldText.of(job));
      return ExitCode.OK;
    }
  }

  /** Once more. */
  @Command(
      name = "retry",
      description =
          "Have a package in quarantine made again, as it was asked for. If it follows the rules"
              + " now, it goes to its registry, and the one in quarantine is marked as resolved.")
  static final class Retry extends ApiCommand {
    @Mixin private HeldArgument which;

    @Option(names = "--wait", description = "Wait for the end, and show how far it is.")
    private boolean wait;

    @Override
    public Integer call() {
      var client = client();
      var job = which.find(new Held(client), false);
      return new AskedJob(client, commandLine())
          .ask("packages/jobs/%s/retry".formatted(id(job)), Map.of(), wait);
    }
  }

  /** No more. */
  @Command(
      name = "dismiss",
      description =
          "Leave a package in quarantine at that: it is marked as dismissed, with who did so and"
              + " why. If it is made again and still breaks the rules, it is in quarantine again.")
  static final class Dismiss extends ApiCommand {
    @Mixin private HeldArgument which;

    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why nothing more is to be done; the package's metadata tells it.")
    private String reason;

    @Override
    public Integer call() {
      var client = client();
      var job = which.find(new Held(client), false);
      client.post("packages/jobs/%s/dismiss".formatted(id(job)), Map.of("reason", reason));
      out()
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
