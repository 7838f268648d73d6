package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;

/**
 * The requests of Quilt's create-package lambda, sent to {@code /packages:construct}, with the
 * manifests that must come of them. S3 gives other version ids than the vectors have; they are put
 * back before manifests are compared.
 */
class ConstructVectorsTest {
  private static final String REGISTRY = "dst";
  private static final String SOURCE = "src";
  private static final String[] NDJSON = {"Content-Type", "application/x-ndjson"};
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TOP_HASH = Pattern.compile("[0-9a-f]{64}");

  /** Errors that the request itself shows: it is refused at once, and this field is named. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "empty-message", "message",
          "local-key", "physical_key",
          "bad-key", "physical_key",
          "bad-logical-key", "logical_key",
          "bad-name", "name",
          "bad-hash-type", "hash.type");

  /** Errors that show when the job is done, and the beginning of what it says. */
  private static final Map<String, String> FAILED =
      Map.of(
          "FailedToFetchObjectMetadata", "Entry 'x': there is no object s3://src/none.",
          "TooManyFilesToHash", "Too much to hash: 3 files have no known hash.",
          "PackageTooLargeToHash", "Too much to hash: files without a known hash have 10 bytes",
          "FileTooLargeForHashing", "Too much to hash: s3://src/n?versionId=v88911b5e has 4 bytes",
          "QuiltException",
              "None workflow is specified, but no workflows config exist. Leave 'workflow' out.");

  private static ServiceFixture fixture;
  private static AwsClients aws;
  private static BinderyService service;
  private static URI api;

  /** One case; its name is what a report shows. */
  record Case(String id, JsonNode json) {
    @Override
    public String toString() {
      return id;
    }
  }

  static List<Case> vectors() {
    var cases = new ArrayList<Case>();
    file().get("vectors").forEach(json -> cases.add(new Case(json.get("id").asText(), json)));
    return cases;
  }

  private static JsonNode file() {
    var directory = System.getProperty("bindery.vectors", "").strip();
    try {
      if (directory.isEmpty() || directory.startsWith("${")) {
        return JSON.readTree(
            ConstructVectorsTest.class.getResourceAsStream("/vectors/create_package.json"));
      }
      var root = Path.of(System.getProperty("bindery.root", ""), "");
      return JSON.readTree(
          Files.readString(root.resolve(directory).resolve("create_package.json")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    aws = new AwsClients(new AwsSettings("us-east-1", Optional.of(fixture.local.endpoint())));
    for (var bucket : Set.of(REGISTRY, SOURCE)) {
      aws.s3().createBucket(r -> r.bucket(bucket)).join();
      aws.s3()
          .putBucketVersioning(
              r ->
                  r.bucket(bucket)
                      .versioningConfiguration(it -> it.status(BucketVersioningStatus.ENABLED)))
          .join();
    }
    service =
        fixture.start(
            """
            bindery.packager {
              sources = [src], registries = [dst], sweep-interval = 200 ms
              construct { max-files = 2, max-bytes = 9, max-file-bytes = 3 }
            }
            """);
    api = service.api().orElseThrow();
  }

  @AfterAll
  static void stop() {
    service.close();
    aws.close();
    fixture.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  void construct(Case vector) throws IOException {
    var input = vector.json().get("input");
    var expected = vector.json().get("expected");
    var versions = put(input.get("objects"));
    var lines = new ArrayList<String>();
    input.get("request_lines").forEach(line -> lines.add(line.asText()));
    var answer =
        fixture.send(
            "POST", api.resolve("/api/v1/packages:construct"), String.join("\n", lines), NDJSON);
    if (REFUSED.containsKey(vector.id())) {
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
      assertThat(JSON.readTree(answer.body()).get("field").asText())
          .as(answer.body())
          .isEqualTo(REFUSED.get(vector.id()));
      return;
    }
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    var job = ended(answer.headers().firstValue("Location").orElseThrow());
    if (expected.has("error")) {
      assertThat(job.get("state").asText()).isEqualTo("failed");
      assertThat(restored(job.get("error").asText(), versions))
          .startsWith(FAILED.get(expected.get("error").get("name").asText()));
      return;
    }
    assertThat(job.get("state").asText()).as(job.toString()).isIn("done", "unchanged");
    assertThat(job.get("top_hash").asText())
        .isEqualTo(expected.get("result").get("top_hash").asText());
    assertThat(manifest(job, versions)).isEqualTo(expected.get("manifest").asText());
  }

  private static String manifest(JsonNode job, Map<String, String> versions) {
    var key = ".quilt/packages/" + job.get("top_hash").asText();
    assertThat(key).matches(".quilt/packages/" + TOP_HASH);
    var manifest =
        aws.s3()
            .getObject(r -> r.bucket(REGISTRY).key(key), AsyncResponseTransformer.toBytes())
            .join()
            .asString(StandardCharsets.UTF_8);
    return restored(manifest, versions);
  }

  private static String restored(String text, Map<String, String> versions) {
    var restored = text;
    for (var version : versions.entrySet()) {
      restored =
          restored.replace("versionId=" + version.getKey(), "versionId=" + version.getValue());
    }
    return restored;
  }

  private static JsonNode ended(String location) throws IOException {
    var last = new JsonNode[1];
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              var answer = fixture.get(api.resolve(location));
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
              last[0] = JSON.readTree(answer.body());
              assertThat(last[0].get("state").asText()).isIn("done", "unchanged", "failed");
            });
    return last[0];
  }

  /** Puts the objects, and says which version id of S3 stands for which of the vectors. */
  private static Map<String, String> put(JsonNode objects) {
    var versions = new HashMap<String, String>();
    for (var object : objects) {
      var checksum = object.path("head_checksums").path("ChecksumSHA256").textValue();
      var stored =
          aws.s3()
              .putObject(
                  r -> {
                    r.bucket(object.get("bucket").asText()).key(object.get("key").asText());
                    if (checksum != null) {
                      r.checksumSHA256(checksum);
                    }
                  },
                  AsyncRequestBody.fromString(object.get("body").asText()))
              .join();
      versions.put(stored.versionId(), object.get("version_id").asText());
    }
    return versions;
  }
}
