package io.bindery.service.cli;

import com.typesafe.config.Config;
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
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Shows what a manifest would publish, without a service. */
final class PublicationPlan {
  private final Config config;
  private final PrintWriter out;
  private final boolean json;

  PublicationPlan(Config config, PrintWriter out, boolean json) {
    this.config = config;
    this.out = out;
    this.json = json;
  }

  /**
   * The clients, made when the first call is made: what is wrong with a text is told to whoever has
   * no credentials as well.
   */
  private static final class Clients implements Supplier<S3AsyncClient>, AutoCloseable {
    private final Config config;
    private AwsClients made;

    Clients(Config config) {
      this.config = config;
    }

    @Override
    public S3AsyncClient get() {
      if (made == null) {
        made = new AwsClients(AwsSettings.from(config));
      }
      return made.s3();
    }

    @Override
    public void close() {
      if (made != null) {
        made.close();
      }
    }
  }

  int show(ManifestArgument manifest) {
    var settings = ExchangeSettings.from(config);
    try (var s3 = new Clients(config)) {
      return DryRun.of(
          s3,
          settings,
          source(manifest, s3),
          plan -> tell(plan.summary(), settings.plan().quotas().jobsAtOnce()));
    } catch (InvalidPublicationException e) {
      if (json) {
        JsonText.print(out, ProblemsJson.of(e));
      }
      throw new CommandException(ExitCode.FAILED, manifest + ": " + e.getMessage(), e);
    } catch (UnreadableSourceException e) {
      throw new CommandException(ExitCode.UNAVAILABLE, e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, "%s: %s".formatted(manifest, e.getMessage()), e);
    }
  }

  private static ManifestSource source(ManifestArgument manifest, Clients s3) {
    return manifest
        .object()
        .map(object -> ManifestSource.object(s3.get(), object))
        .orElseGet(() -> ManifestSource.file(manifest.file()));
  }

  private int tell(PlanSummary plan, int jobsAtOnce) {
    if (json) {
      return JsonText.print(out, SummaryJson.of(plan));
    }
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
              access.prefixes().forEach(prefix -> shared(access.bucket(), prefix));
              access.keys().forEach(key -> shared(access.bucket(), key));
            });
    out.printf("%-10s %s%n", "digest", plan.digest());
    plan.notices().forEach(notice -> out.printf("%-10s %s%n", "note", notice));
    out.println("Nothing was created: this is what would be published.");
    return ExitCode.OK;
  }

  private void shared(String bucket, String key) {
    out.printf("%-10s s3://%s/%s%n", "shares", bucket, key);
  }

  private static String words(Duration time) {
    return time.toHours() > 0
        ? "%d h %d min".formatted(time.toHours(), time.toMinutesPart())
        : time.toMinutes() > 0
            ? "%d min".formatted((time.toSeconds() + 59) / 60)
            : "%d s".formatted(time.toSeconds());
  }
}
