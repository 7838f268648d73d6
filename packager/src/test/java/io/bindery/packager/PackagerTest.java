package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.packager.verify.Verification;
import io.bindery.packager.world.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** From a description in the queue to a revision in the registry, on real parts. */
class PackagerTest {
  private static final int LARGE = 20 << 20;

  private final World world = new World();

  @AfterEach
  void close() {
    world.faults().clear();
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
    world.start();

    world.send(
        """
        {"source_prefix": "s3://%s/exp/run 1/", "metadata": {"b": 1.50, "a": "é"}, "commit_message": "first"}
        """
            .formatted(world.bucket()));

    var event = world.nextEvent();
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
            "{\"version\": \"v0\", \"user_meta\": {\"b\": 1.5, \"a\": \"é\"}, \"message\": \"first\"}");
    assertThat(manifest.stream().skip(1).map(line -> line.split("\"", 5)[3]))
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
    assertThat(world.query("SELECT * FROM object_checksum")).hasSize(5);
  }

  @Test
  void unchangedContentMakesNoRevisionAndIsNotReadAgain() {
    world.put("exp/a.txt", "alpha");
    world.put("exp/b.txt", "beta");
    world.start();
    world.send(description("exp/"));
    world.nextEvent();
    world.awaitJob("package/exp", "done");

    // Whoever reads an object now fails.
    world.faults().failObjectReads(0);
    world.send(description("exp/"));

    world.awaitJob("package/exp", "unchanged");
    assertThat(world.pointers("package/exp")).hasSize(1);
    assertThat(world.hasNoEvent()).isTrue();

    world.put("exp/b.txt", "gamma");
    world.send(description("exp/"));
    world.nextEvent();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(world.awaitJob("package/exp", "done")).isNotNull());
    assertThat(world.pointers("package/exp")).hasSize(2);
    assertThat(world.verify("package/exp").isGood()).isTrue();
  }

  @Test
  void aBadDescriptionIsSetAsideWithItsReason() {
    world.start();

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

  private String reason() {
    return world.nextDeadLetter().messageAttributes().get("reason").stringValue();
  }

  @Test
  void whatCannotBePackagedFailsByName() {
    world.put("bad/a//b.txt", "x");
    world.put("dots/../b.txt", "x");
    world.put("clash/a", "x");
    world.put("clash/a!", "x");
    world.put("clash/a/b", "x");
    world.put("meta/a", "x");
    world.start();

    world.send(description("bad/"));
    assertThat(error("package/bad"))
        .startsWith("Object s3://" + world.bucket() + "/bad/a//b.txt cannot be in a package: ");
    world.send(description("clash/"));
    assertThat(error("package/clash"))
        .isEqualTo(
            "Object s3://%s/clash/a is a file and, because of s3://%s/clash/a/b, also a folder, which no package can hold: rename one of them."
                .formatted(world.bucket(), world.bucket()));
    world.send(description("nothing/"));
    assertThat(error("package/nothing"))
        .isEqualTo(
            "There is nothing to package: s3://%s/nothing/ has no objects. Upload them first, or set bindery.packager.allow-empty = on."
                .formatted(world.bucket()));
    world.send(
        "{\"source_prefix\": \"s3://%s/meta/\", \"metadata_uri\": \"m.json\"}"
            .formatted(world.bucket()));
    assertThat(error("package/meta"))
        .isEqualTo(
            "The metadata s3://%s/meta/m.json is not there: upload it, or correct metadata_uri."
                .formatted(world.bucket()));
    world.put("meta/m.json", "[1]");
    world.send(
        "{\"source_prefix\": \"s3://%s/meta/\", \"metadata_uri\": \"m.json\", \"commit_message\": \"2\"}"
            .formatted(world.bucket()));
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () ->
                assertThat(error("package/meta"))
                    .isEqualTo(
                        "The metadata s3://%s/meta/m.json is not a JSON object, which it must be."
                            .formatted(world.bucket())));
    world.send(
        "{\"source_prefix\": \"s3://%s/meta/\", \"package_name\": \"a/wf\", \"workflow\": \"\"}"
            .formatted(world.bucket()));
    assertThat(error("a/wf")).contains("has no workflows: leave 'workflow' out");
    world.put(".quilt/workflows/config.yml", "version: \"1\"");
    world.send(
        "{\"source_prefix\": \"s3://%s/meta/\", \"package_name\": \"a/config\"}"
            .formatted(world.bucket()));
    assertThat(error("a/config")).contains("does not support");
    assertThat(world.keys(".quilt/packages/")).isEmpty();
  }

  private String error(String name) {
    return (String) world.awaitJob(name, "failed").get("error");
  }

  @Test
  void metadataIsReadFromItsUri() {
    world.put("exp/run/a.txt", "alpha");
    world.put("exp/meta.json", "{\"z\": 1e3, \"a\": {}}");
    world.start();

    world.send(
        "{\"source_prefix\": \"s3://%s/exp/run/\", \"metadata_uri\": \"../meta.json\"}"
            .formatted(world.bucket()));
    world.nextEvent();

    assertThat(world.manifest("exp/run").get(0))
        .isEqualTo(
            "{\"version\": \"v0\", \"user_meta\": {\"z\": 1000.0, \"a\": {}}, \"message\": null}");
  }

  @Test
  void theWholeBucketLeavesOutWhatQuiltKeeps() {
    world.put("a.txt", "alpha");
    world.put(".bindery/x", "x");
    world.start();
    world.send(description("a.txt"));
    world.nextEvent();
    world.awaitJob("package/null", "done");

    world.send(description(""));

    world.awaitJob("package/null", "unchanged");
    assertThat(world.manifest("package/null")).hasSize(2);
  }

  @Test
  void aJobIsResumedAfterItsNodeWasKilled() {
    for (int i = 0; i < 20; i++) {
      world.put("exp/" + i, "content " + i);
    }
    world.faults().failObjectReads(1_000_000);
    var first = world.start();
    world.send(description("exp/"));
    world.awaitJob("package/exp", "assembling", "retrying");
    world.kill(first);
    assertThat(world.pointers("package/exp")).isEmpty();

    world.faults().clear();
    world.start();

    world.nextEvent();
    assertThat(world.verify("package/exp").isGood()).isTrue();
    assertThat(world.awaitJob("package/exp", "done").get("requests")).isEqualTo(1);
    assertThat(world.pointers("package/exp")).hasSize(1);
    assertThat(world.hasNoEvent()).isTrue();
  }

  @Test
  void whatPassesIsTriedAgain() {
    world.put("exp/a.txt", "alpha");
    world.start();
    // More than the SDK tries by itself.
    world.faults().failObjectReads(6);
    world.faults().failPutEvents(5);

    world.send(description("exp/"));

    world.nextEvent();
    assertThat((int) world.awaitJob("package/exp", "done").get("attempt")).isGreaterThan(1);
  }

  @Test
  void verificationFindsWhatIsWrong() {
    var kept = world.put("exp/a.txt", "alpha");
    var removed = world.put("exp/b.txt", "beta");
    world.start();
    world.send(description("exp/"));
    var topHash = world.nextEvent().path("detail").path("topHash").asText();
    world
        .s3()
        .deleteObject(r -> r.bucket(world.bucket()).key("exp/b.txt").versionId(removed))
        .join();

    var missing = world.verify("package/exp");
    assertThat(missing.isGood()).isFalse();
    assertThat(missing.verified()).isEqualTo(1);
    assertThat(missing.counts()).isEqualTo(Map.of(Verification.Problem.Kind.MISSING, 1L));
    assertThat(missing.problems())
        .containsExactly(
            new Verification.Problem(
                Verification.Problem.Kind.MISSING,
                "b.txt",
                "s3://%s/exp/b.txt?versionId=%s is not there.".formatted(world.bucket(), removed)));

    var other = world.put("exp/c.txt", "ALPHA");
    var manifest =
        String.join("\n", world.manifest("package/exp"))
            .replace("exp/a.txt?versionId=" + kept, "exp/c.txt?versionId=" + other)
            .replace("\"size\": 4", "\"size\": 5");
    world.put("exp/b.txt", "betas");
    world.put(".quilt/packages/" + topHash, manifest + "\n");

    var wrong = world.verify("package/exp@" + topHash);
    assertThat(wrong.counts())
        .containsOnlyKeys(
            Verification.Problem.Kind.HASH,
            Verification.Problem.Kind.MISSING,
            Verification.Problem.Kind.TOP_HASH);
    assertThat(wrong.verified()).isZero();
    assertThat(wrong.problems().stream().map(Verification.Problem::where))
        .containsExactlyInAnyOrderElementsOf(List.of("manifest", "a.txt", "b.txt"));
  }
}
