package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.packager.intake.Submission;
import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.verify.Verifier;
import io.bindery.packager.world.World;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.RegistryRevision;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.workflow.WorkflowChoice;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A revision is brought from one registry to another, on real parts. */
class PromotionTest {
  private static final int LARGE = 20 << 20;
  private static final JsonMapper JSON = new JsonMapper();

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

  private static void successors(String yaml) {
    put(
        world.bucket(),
        ".quilt/workflows/config.yml",
        """
        version: "1"
        is_workflow_required: false
        workflows: {any: {name: Any}}
        successors:
          %s
        """
            .formatted(yaml)
            .getBytes(StandardCharsets.UTF_8));
  }

  private static void put(String bucket, String key, byte[] content) {
    world
        .s3()
        .putObject(r -> r.bucket(bucket).key(key), AsyncRequestBody.fromBytes(content))
        .join();
  }

  private static byte[] get(String bucket, String key) {
    return world
        .s3()
        .getObject(r -> r.bucket(bucket).key(key), AsyncResponseTransformer.toBytes())
        .join()
        .asByteArray();
  }

  private static List<String> keys(String bucket, String prefix) {
    return world.s3().listObjectsV2(r -> r.bucket(bucket).prefix(prefix)).join().contents().stream()
        .map(S3Object::key)
        .toList();
  }

  private static String packaged(String folder) {
    world.send(
        "{\"source_prefix\": \"s3://%s/%s/\", \"metadata\": {\"n\": 1.5}, \"commit_message\": \"first\"}"
            .formatted(world.bucket(), folder));
    return (String) world.awaitJob(folder, "done").get("top_hash");
  }

  private static Submission promote(String more) {
    return world
        .packager()
        .promotions()
        .promote(
            UUID.randomUUID().toString(),
            "{\"source_registry\": \"%s\", \"registry\": \"%s\", %s}"
                .formatted(world.bucket(), world.otherBucket(), more),
            Optional.empty())
        .toCompletableFuture()
        .join();
  }

  private static List<JsonNode> manifest(String name) throws IOException {
    var latest =
        new String(
            get(world.otherBucket(), ".quilt/named_packages/" + name + "/latest"),
            StandardCharsets.US_ASCII);
    var text =
        new String(get(world.otherBucket(), ".quilt/packages/" + latest), StandardCharsets.UTF_8);
    var lines = new java.util.ArrayList<JsonNode>();
    for (var line : text.lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static void assertGood(String revision) {
    var verification =
        Verifier.verify(
            world.s3(), world.otherBucket(), RevisionName.parse(revision), progress -> {});
    assertThat(verification.isGood()).as("%s", verification.problems()).isTrue();
  }

  @Test
  void copiesArriveAndAreNotMadeTwice() throws IOException {
    successors("s3://%s: {title: Next}".formatted(world.otherBucket()));
    var large = new byte[LARGE];
    new Random(5).nextBytes(large);
    world.put("copy/run/größe 1.txt", "alpha");
    world.put("copy/run/empty", "");
    world.put("copy/run/large.bin", large);
    var hash = packaged("copy/run");

    assertThat(promote("\"source_package\": \"copy/run\", \"package_name\": \"prod/run\""))
        .isInstanceOf(Submission.Accepted.class);

    var job = world.awaitJob("prod/run", "done", "failed");
    assertThat(job.get("error")).isNull();
    assertThat(job.get("source"))
        .isEqualTo("quilt+s3://%s#package=copy/run@%s".formatted(world.bucket(), hash));
    assertThat(keys(world.otherBucket(), "prod/run/"))
        .containsExactlyInAnyOrder("prod/run/empty", "prod/run/größe 1.txt", "prod/run/large.bin");
    assertThat(get(world.otherBucket(), "prod/run/large.bin")).isEqualTo(large);
    var lines = manifest("prod/run");
    assertThat(lines.get(0).path("user_meta").path("n").asDouble()).isEqualTo(1.5);
    assertThat(lines.get(0).path("message").asText()).isEqualTo("first");
    assertThat(lines.stream().skip(1))
        .allSatisfy(
            line ->
                assertThat(line.path("physical_keys").get(0).asText())
                    .startsWith("s3://" + world.otherBucket() + "/prod/run/"));
    assertGood("prod/run");

    var copied =
        world.s3().headObject(r -> r.bucket(world.otherBucket()).key("prod/run/large.bin")).join();
    assertThat(promote("\"source_package\": \"copy/run\", \"package_name\": \"prod/run\""))
        .isInstanceOf(Submission.Accepted.class);
    world.awaitJob("prod/run", "unchanged");
    assertThat(keys(world.otherBucket(), ".quilt/named_packages/prod/run/")).hasSize(2);
    var again =
        world.s3().headObject(r -> r.bucket(world.otherBucket()).key("prod/run/large.bin")).join();
    assertThat(again.lastModified()).isEqualTo(copied.lastModified());
  }

  @Test
  void aLinkLeadsToWhereTheDataIs() throws IOException {
    successors("s3://%s: {title: Next, copy_data: false}".formatted(world.otherBucket()));
    var version = world.put("link/run/a", "alpha");
    var hash = packaged("link/run");

    promote(
        "\"source_package\": \"link/run\", \"package_name\": \"link/new\", \"top_hash\": \"%s\", \"metadata\": {\"n\": 2}, \"commit_message\": \"second\""
            .formatted(hash.substring(0, 10)));

    var job = world.awaitJob("link/new", "done", "failed");
    assertThat(job.get("registry")).isEqualTo(world.otherBucket());
    var lines = manifest("link/new");
    assertThat(lines.get(0).path("user_meta").path("n").asInt()).isEqualTo(2);
    assertThat(lines.get(0).path("message").asText()).isEqualTo("second");
    assertThat(lines.get(1).path("physical_keys").get(0).asText())
        .isEqualTo("s3://%s/link/run/a?versionId=%s".formatted(world.bucket(), version));
    assertThat(keys(world.otherBucket(), "link/new/")).isEmpty();
    assertGood("link/new");
  }

  @Test
  void whatIsNoSuccessorIsRefused() {
    successors("s3://quite-another: {title: Next}");
    world.put("no/run/a", "alpha");
    var hash = packaged("no/run");
    var words =
        "s3://%s does not name s3://%s as a successor, only s3://quite-another: add it to 'successors' in s3://%1$s/.quilt/workflows/config.yml, or promote to another registry."
            .formatted(world.bucket(), world.otherBucket());

    assertThat(promote("\"source_package\": \"no/run\", \"package_name\": \"no/successor\""))
        .isEqualTo(
            new Submission.Refused(
                "registry", "registry = %s: %s".formatted(world.otherBucket(), words)));
    successors("no list");
    assertThat(promote("\"source_package\": \"no/run\", \"package_name\": \"no/successor\""))
        .isInstanceOfSatisfying(
            Submission.Refused.class,
            refused -> assertThat(refused.field()).isEqualTo("source_registry"));

    // One that was taken before the configuration changed.
    successors("s3://quite-another: {title: Next}");
    var name = new PackageName("no/longer");
    world
        .packager()
        .requests()
        .accepted(
            "earlier",
            new PackageDescription(
                new RegistryRevision(
                    world.bucket(), new PackageName("no/run"), hash, Optional.empty()),
                world.otherBucket(),
                name,
                Optional.empty(),
                Optional.empty(),
                WorkflowChoice.UNSPECIFIED,
                Optional.empty()),
            Optional.empty())
        .toCompletableFuture()
        .join();
    assertThat((String) world.awaitJob("no/longer", "failed").get("error")).contains(words);
    assertThat(world.job("no/successor")).isEmpty();
  }

  @Test
  void theRulesOfTheNewRegistryDecideBeforeAnythingIsCopied() {
    successors("s3://%s: {title: Next}".formatted(world.otherBucket()));
    world.put("rule/run/a", "alpha");
    packaged("rule/run");
    put(
        world.otherBucket(),
        ".quilt/workflows/config.yml",
        """
        version: "1"
        workflows: {strict: {name: Strict, handle_pattern: ^prod/}}
        """
            .getBytes(StandardCharsets.UTF_8));
    try {
      promote(
          "\"source_package\": \"rule/run\", \"workflow\": \"strict\", \"package_name\":"
              + " \"rule/no\"");
      assertThat((String) world.awaitJob("rule/no", "failed").get("error"))
          .contains("Package name doesn't match required pattern");
      assertThat(keys(world.otherBucket(), "rule/")).isEmpty();

      promote(
          "\"source_package\": \"rule/run\", \"workflow\": \"strict\", \"package_name\":"
              + " \"prod/rule\", \"dest_prefix\": \"/a/b/\"");
      world.awaitJob("prod/rule", "done");
      assertThat(keys(world.otherBucket(), "a/b/")).containsExactly("a/b/prod/rule/a");
    } finally {
      world
          .s3()
          .deleteObject(r -> r.bucket(world.otherBucket()).key(".quilt/workflows/config.yml"))
          .join();
    }
  }

  @Test
  void otherContentIsNeitherDestroyedNorTakenForTheCopy() {
    successors("s3://%s: {title: Next}".formatted(world.otherBucket()));
    world.put("there/run/a", "alpha");
    packaged("there/run");
    put(world.otherBucket(), "there/new/a", "ALPHA".getBytes(StandardCharsets.UTF_8));

    promote("\"source_package\": \"there/run\", \"package_name\": \"there/new\"");

    assertThat((String) world.awaitJob("there/new", "failed").get("error"))
        .contains("there/new/a is there with other content, and its bucket keeps no versions");
    assertThat(get(world.otherBucket(), "there/new/a")).asString().isEqualTo("ALPHA");
  }

  @Test
  void anObjectThatIsNotWhatItWasIsNotPassedOn() {
    successors("s3://%s: {title: Next}".formatted(world.otherBucket()));
    world.put("lost/run/a", "alpha");
    var version = world.put("lost/run/b", "beta");
    packaged("lost/run");
    world
        .s3()
        .deleteObject(r -> r.bucket(world.bucket()).key("lost/run/b").versionId(version))
        .join();

    promote("\"source_package\": \"lost/run\", \"package_name\": \"lost/new\"");

    assertThat((String) world.awaitJob("lost/new", "failed").get("error"))
        .contains("lost/run/b", "is not there any more");
    assertThat(keys(world.otherBucket(), ".quilt/named_packages/lost/new/")).isEmpty();
  }

  @Test
  void wrongRequestsAreRefusedWithTheField() {
    successors("s3://%s: {title: Next}".formatted(world.otherBucket()));
    assertThat(promote("\"source_package\": \"a\""))
        .extracting("field")
        .isEqualTo("source_package");
    assertThat(promote("\"source_package\": \"quilt+s3://elsewhere#package=a/b\""))
        .extracting("field")
        .isEqualTo("source_registry");
    assertThat(
            promote(
                "\"source_package\": \"quilt+s3://%s#package=said/twice\""
                    .formatted(world.bucket())))
        .isInstanceOfSatisfying(
            Submission.Refused.class,
            refused -> assertThat(refused.reason()).contains("has no package 'said/twice'"));
    assertThat(promote("\"source_package\": \"quilt+s3://b/#package=a/b\""))
        .extracting("field")
        .isEqualTo("source_package");
    assertThat(
            promote(
                "\"source_package\": \"quilt+s3://%s#package=a/b@012345\", \"top_hash\": \"012346\""
                    .formatted(world.bucket())))
        .extracting("field")
        .isEqualTo("top_hash");
    assertThat(promote("\"source_package\": \"a/b\", \"hash\": 1"))
        .extracting("field")
        .isEqualTo("hash");
    assertThat(promote("\"source_package\": \"never/there\""))
        .isInstanceOfSatisfying(
            Submission.Refused.class,
            it -> assertThat(it.reason()).contains("has no package 'never/there'"));
    var elsewhere =
        world
            .packager()
            .promotions()
            .promote(
                "x",
                "{\"source_registry\": \"elsewhere\", \"registry\": \"%s\", \"source_package\": \"a/b\"}"
                    .formatted(world.bucket()),
                Optional.empty())
            .toCompletableFuture()
            .join();
    assertThat(elsewhere)
        .isInstanceOfSatisfying(
            Submission.Refused.class,
            it ->
                assertThat(it.reason())
                    .contains(
                        "'elsewhere', which is not allowed: add it to bindery.packager.sources"));
  }
}
