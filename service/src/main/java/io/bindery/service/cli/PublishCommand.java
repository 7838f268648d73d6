package io.bindery.service.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bindery.exchange.DryRun;
import io.bindery.exchange.ExchangeSettings;
import io.bindery.exchange.manifest.InvalidPublicationException;
import io.bindery.exchange.manifest.ProblemsJson;
import io.bindery.exchange.manifest.UnreadableSourceException;
import io.bindery.exchange.plan.ManifestSource;
import io.bindery.exchange.plan.PlanSummary;
import io.bindery.exchange.plan.SummaryJson;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import io.bindery.service.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Shows what a manifest would publish on AWS Data Exchange. */
@Command(
    name = "publish",
    description =
        "Check a manifest for AWS Data Exchange, look at every object that it names, and show the"
            + " revisions and jobs that would publish them. Nothing is created: --dry-run is the"
            + " only way for now. AWS credentials, region and endpoint come from the environment.",
    footer = {
      "",
      "Example:",
      "  bindery publish --dry-run s3://lab-manifests/2026-11.json",
      "  BINDERY_EXCHANGE_SOURCES=lab-released bindery publish --dry-run manifest.json"
    })
final class PublishCommand implements Callable<Integer> {
  private static final String S3 = "s3://";

  @Parameters(
      paramLabel = "FILE|s3://BUCKET/KEY",
      description = "The manifest. Its form is in docs/data-exchange.md.")
  private String manifest;

  @Option(names = "--dry-run", description = "Only show what would be published.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print it as JSON.")
  private boolean json;

  @Mixin private ConfigOption config;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (!dryRun) {
      throw new CommandException(
          ExitCode.USAGE,
          "Bindery does not publish on AWS Data Exchange yet: --dry-run checks the manifest and"
              + " shows what would be published.");
    }
    var loaded = ConfigLoader.load(config.file());
    var settings = ExchangeSettings.from(loaded);
    try (var aws = new AwsClients(AwsSettings.from(loaded))) {
      return DryRun.of(
          aws.s3(),
          settings,
          source(aws.s3()),
          plan -> tell(plan.summary(), settings.plan().quotas().jobsAtOnce()));
    } catch (InvalidPublicationException e) {
      if (json) {
        print(ProblemsJson.of(e));
      }
      throw new CommandException(ExitCode.FAILED, manifest + ": " + e.getMessage(), e);
    } catch (UnreadableSourceException e) {
      throw new CommandException(ExitCode.UNAVAILABLE, e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "%s: %s".formatted(manifest, e.getMessage()), e);
    }
  }

  private ManifestSource source(S3AsyncClient s3) {
    try {
      if (!manifest.startsWith(S3)) {
        var file = Path.of(manifest);
        if (!Files.isRegularFile(file)) {
          throw new CommandException(
              ExitCode.UNAVAILABLE, "There is no file %s.".formatted(manifest));
        }
        return ManifestSource.file(file);
      }
      var object = S3Uri.parse(manifest);
      if (object.key().isEmpty() || object.key().endsWith("/")) {
        throw new CommandException(
            ExitCode.USAGE,
            "%s is no object: name the manifest as s3://BUCKET/KEY.".formatted(manifest));
      }
      return ManifestSource.object(s3, object);
    } catch (S3UriException | InvalidPathException e) {
      throw new CommandException(
          ExitCode.USAGE,
          "%s is neither a file nor an object: %s".formatted(manifest, e.getMessage()),
          e);
    }
  }

  private int tell(PlanSummary plan, int jobsAtOnce) {
    if (json) {
      print(SummaryJson.of(plan));
      return ExitCode.OK;
    }
    var out = spec.commandLine().getOut();
    plan.productId().ifPresent(id -> out.printf("%-10s %s%n", "product", id));
    out.printf("%-10s %s%n", "data set", plan.datasetId());
    out.printf("%-10s %s%n", "mode", plan.mode().word());
    out.printf("%-10s %,d%n", "assets", plan.assets());
    out.printf("%-10s %,d%n", "bytes", plan.bytes());
    out.printf("%-10s %,d%n", "revisions", plan.revisions());
    out.printf("%-10s %,d%n", "jobs", plan.jobs());
    out.printf(
        "%-10s about %s, with %d jobs at a time%n", "time", words(plan.estimate()), jobsAtOnce);
    plan.access()
        .ifPresent(
            access -> {
              access.prefixes().forEach(prefix -> shared(out, access.bucket(), prefix));
              access.keys().forEach(key -> shared(out, access.bucket(), key));
            });
    out.printf("%-10s %s%n", "digest", plan.digest());
    plan.notices().forEach(notice -> out.printf("%-10s %s%n", "note", notice));
    out.println("Nothing was created: this is what would be published.");
    return ExitCode.OK;
  }

  private static void shared(PrintWriter out, String bucket, String key) {
    out.printf("%-10s s3://%s/%s%n", "shares", bucket, key);
  }

  private static String words(Duration time) {
    return time.toHours() > 0
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : time.toMinutes() > 0
            ? "%d min".formatted((time.toSeconds() + 59) / 60)
            : "%d s".formatted(time.toSeconds());
  }

  private void print(ObjectNode answer) {
    var out = spec.commandLine().getOut();
    out.print(answer.toPrettyString() + "\n");
    out.flush();
  }
}
