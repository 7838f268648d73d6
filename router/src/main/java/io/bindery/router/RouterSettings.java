package io.bindery.router;

import com.typesafe.config.Config;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.feed.FeedSettings;
import io.bindery.platform.queue.QueueSettings;
import io.bindery.platform.settings.Settings;
import io.bindery.router.announce.AnnounceSettings;
import io.bindery.router.batch.BatchSettings;
import io.bindery.router.policy.Policies;
import io.bindery.router.reconcile.ReconcileSettings;
import io.bindery.router.retention.BatchRetentionSettings;
import io.bindery.router.source.Source;
import io.bindery.router.source.SourceSettings;
import java.time.Duration;

/**
 * Section {@code bindery.router}.
 *
 * @param queue the queue of S3's notices
 * @param recordTimeout how long the events of a message may take to be durable; after it the
 *     message is received again
 * @param backlogGrace how long batches wait, after a start or an outage, for the notices that may
 *     have waited, before quiet time closes them
 * @param policies how each watched bucket is batched
 * @param batch how a batch runs
 * @param announce where batches are announced
 * @param sources which events ask for packages
 * @param reconcile how buckets are compared with what was recorded
 * @param retention how long the journal is kept
 * @param dryRunObjects object events that a dry run takes at most
 * @param sweepInterval pause between two looks for what is due
 * @param sweepLimit how many batches one look wakes at most
 * @param feed how often it is told how far open batches are
 */
public record RouterSettings(
    QueueSettings queue,
    Duration recordTimeout,
    Duration backlogGrace,
    Policies policies,
    BatchSettings batch,
    AnnounceSettings announce,
    SourceSettings sources,
    ReconcileSettings reconcile,
    BatchRetentionSettings retention,
    int dryRunObjects,
    Duration sweepInterval,
    int sweepLimit,
    FeedSettings feed) {

  /** Reads {@code bindery.router}. */
  public static RouterSettings from(Config root) {
    var router = Settings.at(root, "bindery.router");
    var announce = AnnounceSettings.from(router.section("announce"));
    return new RouterSettings(
        QueueSettings.from(router.section("queue")),
        router.duration("record-timeout", Duration.ofSeconds(1), Duration.ofMinutes(10)),
        router.duration("backlog-grace", Duration.ZERO, Duration.ofHours(1)),
        Policies.from(router).with(CanarySettings.from(root)),
        BatchSettings.from(router.section("batch")),
        announce,
        SourceSettings.from(root, announce.packagerQueueUrl()),
        ReconcileSettings.from(router.section("reconcile")),
        BatchRetentionSettings.from(router.section("retention")),
        router.integer("dry-run.max-objects", 1, 100_000_000),
        router.duration("sweep.interval", Duration.ofMillis(50), Duration.ofMinutes(1)),
        router.integer("sweep.limit", 1, 100_000),
        FeedSettings.from(root));
  }

  /** Whether closed batches are really announced, not only shown to a bus beside. */
  public boolean isLive() {
    return announce.mode() == AnnounceSettings.Mode.LIVE;
  }

  /** Whether the packager's queue is sent descriptions, of batches or by a source. */
  public boolean asksForPackages() {
    return announce.packagerQueueUrl().isPresent()
        || sources.sources().all().stream().anyMatch(Source::enabled);
  }
}
