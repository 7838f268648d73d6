package io.bindery.packager;

import com.typesafe.config.Config;
import io.bindery.packager.ahead.AheadSettings;
import io.bindery.packager.assembly.AssemblySettings;
import io.bindery.packager.browse.BrowseSettings;
import io.bindery.packager.gateway.GatewaySettings;
import io.bindery.packager.intake.AllowedBuckets;
import io.bindery.packager.job.PackageLimits;
import io.bindery.packager.job.RetryPolicy;
import io.bindery.packager.lineage.LineageSettings;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.retention.PackageRetentionSettings;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.queue.QueueSettings;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Section {@code bindery.packager}, and what else the packager is set by.
 *
 * @param queue of package descriptions
 * @param buckets that descriptions may name
 * @param eventBus name or ARN of the bus that is told of new revisions
 * @param spoolDirectory for manifests in the making; absent = a new temporary one
 * @param spoolBytes what manifests in the making may take on the disk
 * @param assembly how packages are assembled
 * @param policies of buckets and folders
 * @param limits what one package allows itself
 * @param sweepInterval pause between two looks for unfinished jobs
 * @param retention how long what is kept
 * @param gateways the file shares that are refreshed
 * @param expireAfter how long a suggestion stays open; absent: until somebody decides
 * @param lineage where run events of jobs go
 * @param browse how packages are looked into
 * @param ahead how much is hashed before its package is made
 */
public record PackagerSettings(
    QueueSettings queue,
    AllowedBuckets buckets,
    String eventBus,
    Optional<Path> spoolDirectory,
    long spoolBytes,
    AssemblySettings assembly,
    PackagePolicies policies,
    PackageLimits limits,
    Duration sweepInterval,
    PackageRetentionSettings retention,
    GatewaySettings gateways,
    Optional<Duration> expireAfter,
    LineageSettings lineage,
    BrowseSettings browse,
    AheadSettings ahead) {

  /** Reads {@code bindery.packager}. */
  public static PackagerSettings from(Config root) {
    var packager = Settings.at(root, "bindery.packager");
    return new PackagerSettings(
        QueueSettings.from(packager.section("queue")),
        new AllowedBuckets(
            Set.copyOf(packager.texts("sources", Grammar.BUCKET)),
            Set.copyOf(packager.texts("registries", Grammar.BUCKET))),
        packager.text("events.bus", Grammar.BUS),
        spoolDirectory(packager),
        packager.bytes("spool-bytes", 1 << 20, 1L << 50),
        AssemblySettings.from(packager),
        PackagePolicies.from(packager).with(CanarySettings.from(root)),
        new PackageLimits(
            packager.integer("waiting-jobs", 1, 1000),
            retry(packager.section("retry")),
            packager.duration("linger", Duration.ofSeconds(1), Duration.ofHours(1))),
        packager.duration("sweep-interval", Duration.ofMillis(100), Duration.ofMinutes(10)),
        PackageRetentionSettings.from(packager.section("retention")),
        GatewaySettings.from(
            packager.section("file-gateway"), retry(packager.section("retry")).refusedFor()),
        packager
            .section("suggestions")
            .durationOrOff("expire-after", Duration.ofSeconds(1), Duration.ofDays(3660)),
        LineageSettings.from(root),
        BrowseSettings.from(root),
        AheadSettings.from(packager.section("hash-ahead")));
  }

  private static RetryPolicy retry(Settings retry) {
    var shortest = Duration.ofMillis(10);
    return new RetryPolicy(
        retry.integer("attempts", 1, 1000),
        retry.duration("first", shortest, Duration.ofMinutes(10)),
        retry.duration("longest", shortest, Duration.ofDays(1)),
        retry.duration("refused-for", Duration.ZERO, Duration.ofDays(30)));
  }

  private static Optional<Path> spoolDirectory(Settings packager) {
    try {
      return packager.optionalText("spool-directory").map(Path::of);
    } catch (InvalidPathException e) {
      throw packager.notAllowed("spool-directory", "the path of a directory");
    }
  }
}
