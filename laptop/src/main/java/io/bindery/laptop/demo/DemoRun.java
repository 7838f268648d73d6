package io.bindery.laptop.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.bindery.laptop.Laptop;
import io.bindery.laptop.LocalResources;
import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.verify.Verifier;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.sync.RequestBody;

/** The steps of the demo; each waits for the real effect of the one before, and is checked. */
final class DemoRun {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);
  static final String PREFIX = "sequencing/run-0042/";

  private final Laptop laptop;
  private final String bucket;
  private final Sample sample;
  private final Narrator narrator;
  private final EventTap announcements;
  private final EventTap revisions;

  DemoRun(Laptop laptop, String bucket, Sample sample, Narrator narrator) {
    this.laptop = laptop;
    this.bucket = bucket;
    this.sample = sample;
    this.narrator = narrator;
    this.announcements =
        tap(LocalResources.ANNOUNCEMENT_SOURCE, LocalResources.ANNOUNCEMENT_TYPE, "batches");
    this.revisions = tap("com.quiltdata", "package-revision", "revisions");
  }

  private EventTap tap(String source, String detailType, String what) {
    var resources = laptop.resources();
    var url = resources.tap("bindery-demo-" + what, source, detailType, laptop.bus());
    return new EventTap(resources.sqs(), url);
  }

  /** Answers with the name of the package's revision, NAMESPACE/NAME@TOPHASH. */
  String run() {
    narrator.say("bucket s3://%s: versioned, EventBridge notices on".formatted(bucket));
    upload();
    awaitEvents();
    var batch = awaitAnnouncement();
    var revision = awaitPackage(batch);
    var name = revision.path("handle").asText() + "@" + revision.path("topHash").asText();
    verify(name);
    return name;
  }

  private void upload() {
    narrator.say(
        "uploading %s files to s3://%s/%s".formatted(sample.files().size(), bucket, PREFIX));
    var s3 = laptop.resources().s3();
    for (var file : sample.files()) {
      var key = sample.key(PREFIX, file);
      s3.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromFile(file));
      narrator.detail(key);
    }
    narrator.say("uploaded %,d bytes".formatted(sample.bytes()));
  }

  /** Waits until the journal, as its projection shows it, holds an event of each file. */
  private void awaitEvents() {
    var deadline = Instant.now().plus(PATIENCE);
    try (var tables = new BatchTables(laptop.postgres())) {
      long recorded = 0;
      while (recorded < sample.files().size()) {
        if (Instant.now().isAfter(deadline)) {
          throw Check.failed(
              "Only %d of %d events were recorded within %d s."
                  .formatted(recorded, sample.files().size(), PATIENCE.toSeconds()));
        }
        recorded = Math.max(tables.openFiles(bucket, PREFIX), tables.closedFiles(bucket, PREFIX));
        LockSupport.parkNanos(LOOK.toNanos());
      }
      narrator.say("%d object events recorded in the journal".formatted(recorded));
    }
  }

  private JsonNode awaitAnnouncement() {
    var event = announcements.next("package-objects-ready event", PATIENCE);
    var detail = event.path("detail");
    Check.same("files in the batch", (long) sample.files().size(), detail.path("files").asLong());
    Check.same("bytes in the batch", sample.bytes(), detail.path("bytes").asLong());
    narrator.say(
        "batch %s closed: %s, after %d files and %,d bytes"
            .formatted(
                detail.path("batch_id").asText(),
                detail.path("reason").asText(),
                detail.path("files").asLong(),
                detail.path("bytes").asLong()));
    narrator.say("package-objects-ready on bus '%s':".formatted(laptop.bus()));
    narrator.detail(EventTap.pretty(event));
    return detail;
  }

  private JsonNode awaitPackage(JsonNode batch) {
    var event = revisions.next("package-revision event", PATIENCE);
    var detail = event.path("detail");
    Check.same(
        "bucket of the package", batch.path("bucket").asText(), detail.path("bucket").asText());
    var topHash = detail.path("topHash").asText();
    narrator.say("package %s".formatted(detail.path("handle").asText()));
    narrator.detail("top hash  " + topHash);
    narrator.detail(
        "content   %d files, %,d bytes".formatted(sample.files().size(), sample.bytes()));
    narrator.detail("manifest  s3://%s/.quilt/packages/%s".formatted(bucket, topHash));
    return detail;
  }

  /** As {@code bindery verify} does: the objects are read again from S3, nothing is remembered. */
  private void verify(String name) {
    var revision = RevisionName.parse(name);
    try (var aws = new AwsClients(AwsSettings.from(laptop.config()))) {
      var found = Verifier.verify(aws.s3(), bucket, revision, progress -> {});
      found.problems().forEach(problem -> narrator.detail(problem.text()));
      Check.same("files in the package", (long) sample.files().size(), found.files());
      Check.same("bytes in the package", sample.bytes(), found.bytes());
      Check.same("verified files", found.files(), found.verified());
      Check.same("problems", Map.of(), found.counts());
      narrator.say(
          "verified: %d of %d objects re-read and re-hashed, all as the manifest says"
              .formatted(found.verified(), found.files()));
    }
  }
}
