package io.bindery.packager;

import com.typesafe.config.Config;
import io.bindery.packager.assembly.AssemblySettings;
import io.bindery.packager.assembly.BadKeys;
import io.bindery.packager.construct.ConstructLimits;
import io.bindery.packager.content.HashingMode;
import io.bindery.packager.content.HashingSettings;
import io.bindery.packager.gateway.GatewaySettings;
import io.bindery.packager.intake.AllowedBuckets;
import io.bindery.packager.job.PackageLimits;
import io.bindery.packager.job.RetryPolicy;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.retention.PackageRetentionSettings;
import io.bindery.packager.workflow.WorkflowSettings;
import io.bindery.platform.queue.QueueSettings;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.protocol.description.DescriptionMode;
import io.bindery.quilt.checksum.ChecksumType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Section {@code bindery.packager}.
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
    GatewaySettings gateways) {

  private static final long MIN_RULES = 1L << 10;
  private static final long MAX_RULES = 16L << 20;
  private static final long MIN_BYTES_IN_FLIGHT = 8L << 20;
  private static final long MAX_BYTES_IN_FLIGHT = 64L << 30;

  /** Reads {@code bindery.packager}. */
  public static PackagerSettings from(Config root) {
    var packager = Settings.at(root, "bindery.packager");
    return new PackagerSettings(
        QueueSettings.from(packager.section("queue")),
        new AllowedBuckets(
            Set.copyOf(packager.texts("sources")), Set.copyOf(packager.texts("registries"))),
        packager.text("events.bus"),
        spoolDirectory(packager),
        packager.bytes("spool-bytes", 1 << 20, 1L << 50),
        new AssemblySettings(
            packager.flag("allow-empty"),
            packager.choice("bad-keys", BadKeys.class),
            packager.integer("jobs-at-once", 1, 64),
            packager.integer("small-jobs-at-once", 1, 256),
            packager.integer("small-objects", 1, 1_000_000),
            packager.bytes("small-bytes", 1, 1L << 40),
            packager.integer("objects-at-once", 1, 1000),
            packager.integer("parts-at-once", 1, 100),
            packager.integer("requests-at-once", 1, 240),
            packager.bytes("bytes-in-flight", MIN_BYTES_IN_FLIGHT, MAX_BYTES_IN_FLIGHT),
            hashing(packager),
            workflows(packager.section("workflows"), packager),
            limits(packager.section("construct")),
            packager.choice("descriptions", DescriptionMode.class),
            packager.integer("listings-at-once", 1, 64)),
        PackagePolicies.from(packager),
        new PackageLimits(
            packager.integer("waiting-jobs", 1, 1000),
            retry(packager.section("retry")),
            packager.duration("linger", Duration.ofSeconds(1), Duration.ofHours(1))),
        packager.duration("sweep-interval", Duration.ofMillis(100), Duration.ofMinutes(10)),
        PackageRetentionSettings.from(packager.section("retention")),
        GatewaySettings.from(packager.section("file-gateway")));
  }

  private static RetryPolicy retry(Settings retry) {
    var shortest = Duration.ofMillis(10);
    return new RetryPolicy(
        retry.integer("attempts", 1, 1000),
        retry.duration("first", shortest, Duration.ofMinutes(10)),
        retry.duration("longest", shortest, Duration.ofDays(1)),
        retry.duration("refused-for", Duration.ZERO, Duration.ofDays(30)));
  }

  private static ConstructLimits limits(Settings construct) {
    return new ConstructLimits(
        construct
            .integerOrOff("max-files", 1, Integer.MAX_VALUE)
            .map(Integer::longValue)
            .orElse(Long.MAX_VALUE),
        construct.bytesOrOff("max-bytes", 1, Long.MAX_VALUE).orElse(Long.MAX_VALUE),
        construct.bytesOrOff("max-file-bytes", 1, Long.MAX_VALUE).orElse(Long.MAX_VALUE));
  }

  /** What may be packaged or pushed to may be read for its schemas as well. */
  private static WorkflowSettings workflows(Settings workflows, Settings packager) {
    var buckets = new HashSet<>(workflows.texts("schema-buckets"));
    buckets.addAll(packager.texts("sources"));
    buckets.addAll(packager.texts("registries"));
    return new WorkflowSettings(
        (int) workflows.bytes("max-config", MIN_RULES, MAX_RULES),
        (int) workflows.bytes("max-schema", MIN_RULES, MAX_RULES),
        workflows.duration("time-limit", Duration.ofSeconds(1), Duration.ofDays(1)),
        buckets);
  }

  private static HashingSettings hashing(Settings packager) {
    var mode = packager.choice("hashing", HashingMode.class);
    var scratchBucket = packager.optionalText("scratch-bucket");
    if (mode != HashingMode.STREAM && scratchBucket.isEmpty()) {
      throw packager.notAllowed(
          "scratch-bucket", "the name of a bucket, unless bindery.packager.hashing = stream");
    }
    return new HashingSettings(
        checksums(packager),
        mode,
        scratchBucket,
        packager.bytes("copy-from", 0, MAX_BYTES_IN_FLIGHT));
  }

  private static List<ChecksumType> checksums(Settings packager) {
    var types =
        packager.texts("checksums").stream()
            .map(
                name ->
                    ChecksumType.ofWireName(name)
                        .filter(type -> type != ChecksumType.SHA256)
                        .orElseThrow(() -> wrongChecksums(packager)))
            .distinct()
            .toList();
    if (types.isEmpty()) {
      throw wrongChecksums(packager);
    }
    return types;
  }

  private static SettingsException wrongChecksums(Settings packager) {
    return packager.notAllowed("checksums", "a list of sha2-256-chunked and CRC64NVME");
  }

  private static Optional<Path> spoolDirectory(Settings packager) {
    try {
      return packager.optionalText("spool-directory").map(Path::of);
    } catch (InvalidPathException e) {
      throw packager.notAllowed("spool-directory", "the path of a directory");
    }
  }
}
