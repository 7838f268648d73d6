package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.operator.JobOrders;
import io.bindery.packager.verify.Verification.Problem;
import io.bindery.packager.verify.Verification.Problem.Kind;
import io.bindery.packager.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;

/** From a description in the queue to a revision in the registry, on real parts. */
class PackagerTest {
  private static final int LARGE = 20 << 20;

  private static World world;

  @BeforeAll
  static void start() {
    world = new World();
    world.start();
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private String description(String folder) {
    return "{\"source_prefix\": \"s3://%s/%s\"}".formatted(world.bucket(), folder);
  }

  @Test
  void aFolderBecomesAVerifiedRevision() {
    var large = new byte[LARGE];
    new Random(7).nextBytes(large);
    world.put("exp/run 1/a/B.txt", "upper");
    world.put("exp/run 1/a b.txt", "space");
    world.put("exp/run 1/a/größe.txt", "umlaut");
    world.put("exp/run 1/empty", "");
    world.put("exp/run 1/large.bin", large);
    var old = world.put("exp/run 1/twice.txt", "old");
    var current = world.put("exp/run 1/twice.txt", "new");
    world.put("exp/run 1/gone.txt", "gone");
    world.s3().deleteObject(r -> r.bucket(world.bucket()).key("exp/run 1/gone.txt")).join();
    world.put("exp/run 1/folder/", "");
    world.put("exp/run 10/other.txt", "outside");

    world.send(
        """
        {"source_prefix": "s3://%s/exp/run 1/", "metadata": {"b": 1.50, "a": "é"}, "commit_message": "first"}
        """
            .formatted(world.bucket()));

    var event = world.nextEvent("exp/run-1");
    assertThat(event.path("source").asText()).isEqualTo("com.quiltdata");
    assertThat(event.path("detail-type").asText()).isEqualTo("package-revision");
    var detail = event.path("detail");
    assertThat(detail.path("version").asText()).isEqualTo("0.1");
    assertThat(detail.path("type").asText()).isEqualTo("created");
    assertThat(detail.path("bucket").asText()).isEqualTo(world.bucket());
    assertThat(detail.path("handle").asText()).isEqualTo("exp/run-1");
    var topHash = detail.path("topHash").asText();

    var manifest = world.manifest("exp/run-1");
    assertThat(manifest.get(0))
        .isEqualTo(
            "{\"version\": \"v0\", \"user_meta\": {\"b\": 1.5, \"a\": \"é\"}, \"message\":"
                + " \"first\"}");
    assertThat(manifest.stream().skip(1).map(PackagerTest::logicalKey))
        .containsExactly("a/B.txt", "a/größe.txt", "a b.txt", "empty", "large.bin", "twice.txt");
    assertThat(manifest.get(6)).contains("?versionId=" + current).doesNotContain(old);
    var pointers = world.pointers("exp/run-1");
    assertThat(pointers).hasSize(1);
    assertThat(new String(world.get(pointers.get(0)), StandardCharsets.US_ASCII))
        .isEqualTo(topHash);

    var verification = world.verify("exp/run-1@" + topHash.substring(0, 7));
    assertThat(verification.isGood()).as("%s", verification.problems()).isTrue();
    assertThat(verification.files()).isEqualTo(6);
    assertThat(verification.bytes()).isEqualTo(LARGE + 5 + 5 + 6 + 3);

    var job = world.awaitJob("exp/run-1", "done");
    assertThat(job)
        .containsEntry("top_hash", topHash)
        .containsEntry("files", 6L)
        .containsEntry("attempt", 1)
        .containsEntry("due_at", null);
    assertThat(world.query("SELECT * FROM object_checksum WHERE key LIKE 'exp/run 1/%'"))
        .hasSize(6);
  }

  @Test
  void unchangedContentMakesNoRevisionAndIsNotReadAgain() {
    world.put("same/a.txt", "alpha");
    world.put("same/b.txt", "beta");
    world.send(description("same/"));
    world.nextRevision("package/same");
    world.awaitJob("package/same", "done");

    world.send(description("same/"));

    world.awaitJob("package/same", "unchanged");
    assertThat(world.pointers("package/same")).hasSize(1);
    assertThat(world.furtherEvents()).isEmpty();

    world.put("same/b.txt", "gamma");
    world.send(description("same/"));
    var revision = world.nextRevision("package/same");
    world.awaitJob("package/same", "done");
    assertThat(world.pointers("package/same")).hasSize(2);
    assertThat(world.verify("package/same@" + revision.path("topHash").asText()).isGood()).isTrue();
  }

  @Test
  void aStoredChecksumIsTaken() {
    world
        .s3()
        .putObject(
            r ->
                r.bucket(world.bucket())
                    .key("stored/a.txt")
                    .checksumAlgorithm(ChecksumAlgorithm.SHA256),
            AsyncRequestBody.fromString("alpha"))
        .join();
    world.put("stored/b.txt", "beta");
    world.send(description("stored/"));
    world.nextRevision("package/stored");

    assertThat(world.manifest("package/stored").get(1))
        // The hash of the 32 bytes of SHA-256("alpha").
        .contains("\"qoa+dj5B236q4mavx5q0bQI0PF07BdoXHTUa+9JcFSU=\"");
    assertThat(world.verify("package/stored").isGood()).isTrue();
  }

  @Test
  void aBucketWithoutVersionsIsPackagedAsVersionNull() {
    var bucket = world.otherBucket();
    world
        .s3()
        .putObject(r -> r.bucket(bucket).key("plain/a.txt"), AsyncRequestBody.fromString("alpha"))
        .join();

    world.send(
        "{\"source_prefix\": \"s3://%s/plain/\", \"registry\": \"%s\"}"
            .formatted(bucket, world.bucket()));
    world.nextRevision("package/plain");

    assertThat(world.manifest("package/plain").get(1))
        .contains("\"s3://%s/plain/a.txt?versionId=null\"".formatted(bucket));
    assertThat(world.verify("package/plain").isGood()).isTrue();
  }

  @Test
  void aBadDescriptionIsSetAsideWithItsReason() {

    world.send(
        "{\"source_prefix\": \"s3://%s/a/\", \"commit_mesage\": 1}".formatted(world.bucket()));
    assertThat(reason())
        .isEqualTo("The field 'commit_mesage' is unknown: did you mean 'commit_message'?");

    world.send("{\"source_prefix\": \"s3://not-ours/a/\"}");
    assertThat(reason())
        .isEqualTo(
            "source_prefix names bucket 'not-ours', which is not allowed: add it to"
                + " bindery.packager.sources, or use another bucket.");
  }

  @Test
  void whatIsRefusedIsInTheListOfJobsWithItsReason() {
    world.send("{\"source_prefix\": \"s3://not-watched/run/1/\", \"colour\": 1}");
    world.send("no JSON at all");
    world.send("{\"source_prefix\": \"s3://not-watched/a\\u001b[31m\\u0000/\"}");
    reason();
    reason();
    reason();
    var refused =
        world.query("SELECT job_id FROM package_job WHERE state = 'refused'").stream()
            .map(row -> (String) row.get("job_id"))
            .map(id -> world.packager().jobs().find(id).toCompletableFuture().join().orElseThrow())
            .toList();
    assertThat(refused)
        .anySatisfy(
            job -> {
              assertThat(job.source()).isEqualTo("s3://not-watched/run/1/");
              assertThat(job.registry()).isEqualTo("not-watched");
              assertThat(job.fault().error().orElseThrow()).contains("colour");
              assertThat(job.hasEnded()).isTrue();
              assertThat(
                      world
                          .packager()
                          .orders()
                          .retry(job.jobId(), "ada")
                          .toCompletableFuture()
                          .join())
                  .isInstanceOf(JobOrders.Refused.class);
            })
        .anySatisfy(job -> assertThat(job.source()).isEmpty())
        .allSatisfy(
            job ->
                assertThat((job.fault().error().orElseThrow() + job.source()).chars())
                    .noneMatch(Character::isISOControl));
  }

  private String reason() {
    return world.nextDeadLetter().messageAttributes().get("reason").stringValue();
  }

  @Test
  void whatCannotBePackagedFailsByName() {
    world.put("bad/a//b.txt", "x");
    world.put("clash/a", "x");
    world.put("clash/a!", "x");
    world.put("clash/a/b", "x");
    world.put("meta/a", "x");
    world
        .s3()
        .putObject(
            r -> r.bucket(world.otherBucket()).key(".quilt/workflows/config.yml"),
            AsyncRequestBody.fromString("version: \"1\""))
        .join();

    world.send(description("bad/"));
    world.send(description("clash/"));
    world.send(description("nothing/"));
    world.send(
        "{\"source_prefix\": \"s3://%s/meta/\", \"metadata_uri\": \"m.json\"}"
            .formatted(world.bucket()));
    world.send(
        "{\"source_prefix\": \"s3://%s/meta/\", \"package_name\": \"a/wf\", \"workflow\": \"\"}"
            .formatted(world.bucket()));
    world.send(
        "{\"source_prefix\": \"s3://%s/meta/\", \"package_name\": \"a/config\", \"registry\": \"%s\"}"
            .formatted(world.bucket(), world.otherBucket()));

    assertThat(error("package/bad"))
        .startsWith("Object s3://" + world.bucket() + "/bad/a//b.txt cannot be in a package: ");
    assertThat(error("package/clash"))
        .isEqualTo(
            "Object s3://%s/clash/a is a file and, because of s3://%s/clash/a/b, also a folder, which no package can hold: rename one of them."
                .formatted(world.bucket(), world.bucket()));
    assertThat(world.awaitJob("package/nothing", "empty").get("error"))
        .isEqualTo(
            "There is nothing to package: s3://%s/nothing/ has no objects. Upload them first, or set bindery.packager.allow-empty = on."
                .formatted(world.bucket()));
    assertThat(error("package/meta"))
        .isEqualTo(
            "The metadata s3://%s/meta/m.json is not there: upload it, or correct metadata_uri."
                .formatted(world.bucket()));
    assertThat(error("a/wf"))
        .startsWith("None workflow is specified, but no workflows config exist.");
    assertThat(error("a/config"))
        .startsWith("Workflows config failed validation: $: required property 'workflows'");
    world.put("meta/m.json", "[1]");
    world.send(
        "{\"source_prefix\": \"s3://%s/meta/\", \"metadata_uri\": \"m.json\", \"commit_message\": \"2\"}"
            .formatted(world.bucket()));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(error("package/meta"))
                    .startsWith(
                        "InvalidMetadata {\"details\":\"Metadata must be a JSON object\"}: The metadata s3://%s/meta/m.json?versionId="
                            .formatted(world.bucket()))
                    .endsWith(" is not a JSON object, which it must be."));
    assertThat(world.pointers("package/bad")).isEmpty();
  }

  private String error(String name) {
    return (String) world.awaitJob(name, "failed").get("error");
  }

  @Test
  void metadataIsReadFromItsUri() {
    world.put("exp/run/a.txt", "alpha");
    world.put("exp/meta.json", "{\"z\": 1e3, \"a\": {}}");

    world.send(
        "{\"source_prefix\": \"s3://%s/exp/run/\", \"metadata_uri\": \"../meta.json\"}"
            .formatted(world.bucket()));
    world.nextRevision("exp/run");

    assertThat(world.manifest("exp/run").get(0))
        .isEqualTo(
            "{\"version\": \"v0\", \"user_meta\": {\"z\": 1000.0, \"a\": {}}, \"message\": null}");
  }

  @Test
  void theWholeBucketLeavesOutWhatQuiltKeeps() {
    var bucket = world.otherBucket();
    for (var key : List.of("root.txt", ".bindery/x", ".quilt/packages/x", "a/.quilt/y")) {
      world
          .s3()
          .putObject(r -> r.bucket(bucket).key(key), AsyncRequestBody.fromString("alpha"))
          .join();
    }

    world.send(
        "{\"source_prefix\": \"s3://%s/root.txt\", \"registry\": \"%s\"}"
            .formatted(bucket, world.bucket()));
    world.nextRevision("package/null");

    assertThat(world.manifest("package/null").stream().skip(1).map(PackagerTest::logicalKey))
        .contains("a/.quilt/y", "root.txt")
        .noneMatch(key -> key.startsWith("."));
  }

  @Test
  void verificationFindsWhatIsWrong() {
    var kept = world.put("wrong/a.txt", "alpha");
    var removed = world.put("wrong/b.txt", "beta");
    world.send(description("wrong/"));
    var topHash = world.nextRevision("package/wrong").path("topHash").asText();
    world
        .s3()
        .deleteObject(r -> r.bucket(world.bucket()).key("wrong/b.txt").versionId(removed))
        .join();

    var missing = world.verify("package/wrong");
    assertThat(missing.isGood()).isFalse();
    assertThat(missing.verified()).isEqualTo(1);
    assertThat(missing.counts()).isEqualTo(Map.of(Kind.MISSING, 1L));
    assertThat(missing.problems())
        .containsExactly(
            new Problem(
                Kind.MISSING,
                "b.txt",
                "s3://%s/wrong/b.txt?versionId=%s is not there."
                    .formatted(world.bucket(), removed)));

    var other = world.put("wrong/c.txt", "ALPHA");
    var longer = world.put("wrong/b.txt", "betas");
    var manifest =
        String.join("\n", world.manifest("package/wrong"))
            .replace("wrong/a.txt?versionId=" + kept, "wrong/c.txt?versionId=" + other)
            .replace(removed, longer);
    world.put(".quilt/packages/" + topHash, manifest + "\n");

    var wrong = world.verify("package/wrong@" + topHash);
    assertThat(wrong.counts()).isEqualTo(Map.of(Kind.HASH, 1L, Kind.SIZE, 1L));
    assertThat(wrong.verified()).isZero();

    world.put(".quilt/packages/" + topHash, manifest.replace("\"size\": 4", "\"size\": 5") + "\n");
    var renamed = world.verify("package/wrong@" + topHash);
    assertThat(renamed.counts()).isEqualTo(Map.of(Kind.HASH, 2L, Kind.TOP_HASH, 1L));
    assertThat(renamed.problems().stream().map(Problem::where))
        .containsExactlyInAnyOrder("manifest", "a.txt", "b.txt");
  }

  @Test
  void whatIsNoRevisionCannotBeVerified() {
    assertThatThrownBy(() -> world.verify("no/package"))
        .isInstanceOf(PackagingException.class)
        .hasMessage("Registry s3://%s has no package 'no/package'.".formatted(world.bucket()));
    assertThatThrownBy(() -> world.verify("no/package@0123456"))
        .hasMessage(
            "Registry s3://%s has no revision that begins with 0123456.".formatted(world.bucket()));
    assertThatThrownBy(() -> world.verify("no/package@" + "0".repeat(64)))
        .hasMessage(
            "Registry s3://%s has no manifest %s.".formatted(world.bucket(), "0".repeat(64)));
    assertThatThrownBy(() -> world.verify("no/package@xyz")).hasMessageContaining("is no top hash");
    assertThatThrownBy(() -> world.verify("ABC23"))
        .hasMessage(
            "'ABC23' names no revision: it has no '/': write namespace/name or"
                + " namespace/name@TOPHASH.");
    assertThatThrownBy(() -> world.verify("a/b.c"))
        .hasMessageEndingWith(" and one '/'; write namespace/name or namespace/name@TOPHASH.");
    world.put(".quilt/named_packages/odd/pointer/latest", "nothing");
    assertThatThrownBy(() -> world.verify("odd/pointer"))
        .hasMessageContaining("does not hold a top hash");
  }

  private static String logicalKey(String line) {
    return line.split("\"", 5)[3];
  }
}
