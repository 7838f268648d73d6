package io.bindery.service.cli;

import io.bindery.service.config.ConfigLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a running service publish a manifest on AWS Data Exchange, or shows what it would be. */
@Command(
    name = "publish",
    description = {
      "Have a running service publish a manifest on AWS Data Exchange. The service goes on if this"
          + " is interrupted; bindery publication show tells how far it is.",
      "",
      "With --dry-run no service is asked, and nothing is created: the manifest and every object"
          + " that it names are checked, and the revisions and jobs are shown that would publish"
          + " them. AWS credentials, region and endpoint then come from the environment.",
      "",
      "With --wait it ends with 0 if the publication is out, or its content was published before;"
          + " with 1 if it was refused, failed, was cancelled or revoked, or waits for an order;"
          + " with 130 after Ctrl-C."
    },
    footer = {
      "",
      "Example:",
      "  bindery publish s3://lab-manifests/2026-11.json --wait",
      "  BINDERY_EXCHANGE_SOURCES=lab-released bindery publish --dry-run manifest.json"
    })
final class PublishCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE|s3://BUCKET/KEY",
      description = "The manifest. Its form is in docs/data-exchange.md.")
  private String manifest;

  @Option(names = "--wait", description = "Wait for the end, and show how far it is.")
  private boolean wait;

  @Option(
      names = "--again",
      description = "Publish it also if the same content was published before.")
  private boolean again;

  @Option(names = "--dry-run", description = "Only show what would be published.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print it as JSON.")
  private boolean json;

  @Mixin private ConfigOption config;
  @Mixin private ApiOptions api;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var source = ManifestArgument.of(manifest);
    var out = spec.commandLine().getOut();
    if (dryRun) {
      if (wait || again) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--dry-run publishes nothing: leave --wait and --again out.");
      }
      return new PublicationPlan(ConfigLoader.load(config.file()), out, json).show(source);
    }
    return new AskedPublication(api.client(), spec.commandLine(), json).ask(source, again, wait);
  }
}
