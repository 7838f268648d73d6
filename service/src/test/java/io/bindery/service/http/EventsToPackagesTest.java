package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;

/** Every way in which an event asks for a package, up to the revision in the registry. */
class EventsToPackagesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String OBJECTS_READY =
      "{\"source\": [\"com.quiltdata.edp\"], \"detail-type\": [\"package-objects-ready\"]}";

  private static ServiceFixture fixture;
  private static BinderyService service;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    for (var bucket : new String[] {"lab", "quilt-example", "bucket-name"}) {
      fixture.createWatchedBucket(bucket);
    }
    fixture.rule(
        "default",
        "object-created",
        "{\"source\": [\"aws.s3\"], \"detail-type\": [\"Object Created\"],"
            + " \"detail\": {\"bucket\": {\"name\": [\"lab\"]}}}",
        fixture.queue("notices"),
        null);
    fixture.aws.eventBridge().createEventBus(r -> r.name("edp")).join();
    service =
        fixture.start(
            """
            bindery.router {
              default-policy.trigger { count = 3, quiet = 1 hour }
              announce { bus = "", packager-queue-url = "%s" }
              sources.ro-crate.quiet = 2 s
            }
            bindery.packager {
              sources = ["lab", "quilt-example", "bucket-name"]
              registries = ["lab", "quilt-example", "bucket-name"]
              policies = [{ bucket = "lab", prefix = "my/**", ro-crate = on }]
            }
            """
                .formatted(fixture.queue("packager")));
    on("edp", false);
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  @Test
  void aCompletedRunOfHealthOmicsIsThePackageOfItsOutput() throws IOException {
    put("quilt-example", "omics-quilt/3395667/out/variants.vcf", "##fileformat=VCFv4.2");
    put("quilt-example", "omics-quilt/3395667/logs/run.log", "done");
    put("quilt-example", "omics-quilt/33956670/other.txt", "of another run");
    on("health-omics", true);

    send("notices", sample("events/health-omics-running.json"));
    send("notices", sample("events/health-omics-completed.json"));

    var revision = Revision.await(fixture.aws.s3(), "quilt-example", "omics-quilt/3395667");
    assertThat(revision.keys()).containsExactly("logs/run.log", "out/variants.vcf");
    assertThat(revision.physicalKeys())
        .allMatch(key -> key.startsWith("s3://quilt-example/omics-quilt/3395667/"))
        .allMatch(key -> key.contains("?versionId="));
    assertThat(revision.metadata().isNull()).isTrue();

    send("notices", sample("events/health-omics-completed.json"));
    await().atMost(Duration.ofSeconds(20)).until(() -> events("health-omics").size() == 2);
    assertThat(Revision.count(fixture.aws.s3(), "quilt-example", "omics-quilt/3395667"))
        .isEqualTo(1);
  }

  @Test
  void aCrateWrittenBeforeItsDataIsPackagedOnceWithAllOfThem() throws IOException {
    on("ro-crate", true);
    var crate = sample("crate/ro-crate-metadata.json");
    put("lab", "my/s3/folder/ro-crate-metadata.json", crate);
    var begun = Instant.now();
    int[] files = {0};
    await()
        .pollInterval(Duration.ofMillis(400))
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              put("lab", "my/s3/folder/counts/part-%02d.tsv".formatted(files[0]++), "gene\t1");
              return Instant.now().isAfter(begun.plusSeconds(4));
            });
    put("lab", "my/s3/folder/counts/genes.tsv", "gene\t2");
    put("lab", "my/s3/folder/main.nf", sample("crate/main.nf"));

    var revision = Revision.await(fixture.aws.s3(), "lab", "my_s3/folder");
    assertThat(revision.keys())
        .containsExactly("counts/genes.tsv", "main.nf", "ro-crate-metadata.json");
    assertThat(revision.metadata().toString())
        .isEqualTo(
            "{\"package_name\":\"my_s3/folder\",\"creator\":[\"Josiah Carberry\"],"
                + "\"instrument\":[\"main.nf\"]}");
    assertThat(Revision.count(fixture.aws.s3(), "lab", "my_s3/folder")).isEqualTo(1);
    assertThat(events("ro-crate")).hasSize(1);
  }

  @Test
  void theRuleOfThePackagingDocumentationIsPastedAsASource() throws IOException {
    put("bucket-name", "prefix-path-1/prefix-path-2/a.txt", "a");
    put("bucket-name", "prefix-path-1/prefix-path-2/metadata.json", "{}");
    fixture.rule("edp", "to-notices", OBJECTS_READY, fixture.queue("notices"), null);
    api("PUT", "/api/v1/sources/RouteEDPEventsToSQS", sample("events/edp-rule.json"));

    announce("bucket-name", "prefix-path-1/prefix-path-2/");

    var revision = Revision.await(fixture.aws.s3(), "bucket-name", "prefix-path-1/prefix-path-2");
    assertThat(revision.keys()).containsExactly("a.txt", "metadata.json");
  }

  @Test
  void theRuleOfThePackagingDocumentationWorksOnTheBusAsWell() throws IOException {
    put("lab", "ruled/one/a.txt", "a");
    var input = JSON.readTree(sample("events/edp-rule.json")).path("InputTransformer");
    fixture.aws.eventBridge().createEventBus(r -> r.name("edp-to-packager")).join();
    fixture.rule(
        "edp-to-packager",
        "RouteEDPEventsToSQS",
        OBJECTS_READY,
        fixture.queue("packager"),
        InputTransformer.builder()
            .inputPathsMap(Map.of("bucket", "$.detail.bucket", "prefix", "$.detail.prefix"))
            .inputTemplate(input.path("InputTemplate").asText())
            .build());

    announce("edp-to-packager", "lab", "ruled/one/");

    assertThat(Revision.await(fixture.aws.s3(), "lab", "ruled/one").keys())
        .containsExactly("a.txt");
  }

  @Test
  void aMessageOfTheAwsCliIsADescription() {
    put("lab", "cli/one/a.txt", "a");
    // As botocore 1.43 writes it: the newer JSON protocol, with the address of the queue inside.
    var reply =
        fixture.send(
            "POST",
            fixture.local.endpoint().resolve("/"),
            "{\"QueueUrl\": \"%s\", \"MessageBody\": \"%s\"}"
                .formatted(
                    fixture.queue("packager"),
                    "{\\\"source_prefix\\\": \\\"s3://lab/cli/one/\\\", \\\"commit_message\\\":"
                        + " \\\"by hand\\\"}"),
            "X-Amz-Target",
            "AmazonSQS.SendMessage",
            "Content-Type",
            "application/x-amz-json-1.0",
            "x-amzn-query-mode",
            "true",
            "Authorization",
            "AWS4-HMAC-SHA256 Credential=x/20261121/us-east-1/sqs/aws4_request,"
                + " SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=00");
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);

    var revision = Revision.await(fixture.aws.s3(), "lab", "cli/one");
    assertThat(revision.keys()).containsExactly("a.txt");
    assertThat(revision.header().path("message").asText()).isEqualTo("by hand");
  }

  @Test
  void theAwsCliItselfSendsADescriptionWhereItIsInstalled() throws Exception {
    assumeThat(onPath("aws")).as("the AWS CLI is installed").isTrue();
    put("lab", "cli/two/metadata.json", "{\"run\": 2}");
    var line =
        new ProcessBuilder(
            "aws",
            "sqs",
            "send-message",
            "--endpoint-url",
            fixture.local.endpoint().toString(),
            "--queue-url",
            fixture.queue("packager"),
            "--message-body",
            "{\"source_prefix\": \"s3://lab/cli/two/metadata.json\", \"metadata_uri\":"
                + " \"metadata.json\"}");
    line.environment()
        .putAll(
            Map.of(
                "AWS_ACCESS_KEY_ID", "x", "AWS_SECRET_ACCESS_KEY", "y", "AWS_REGION", "us-east-1"));
    line.environment().put("AWS_DEFAULT_REGION", "us-east-1");
    var process = line.redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();

    var revision = Revision.await(fixture.aws.s3(), "lab", "cli/two");
    assertThat(revision.keys()).containsExactly("metadata.json");
    assertThat(revision.metadata().path("run").asInt()).isEqualTo(2);
  }

  @Test
  void aClosedBatchIsPackagedByTheSourceEdp() throws IOException {
    on("edp", true);
    put("lab", "sequencing/run 7/reads.bam", "reads");
    put("lab", "sequencing/run 7/reads.bam.bai", "index");
    put("lab", "sequencing/run 7/qc/100%.txt", "fine");

    var revision = Revision.await(fixture.aws.s3(), "lab", "sequencing/run-7");
    assertThat(revision.keys()).containsExactly("qc/100%.txt", "reads.bam", "reads.bam.bai");
    on("edp", false);
  }

  @Test
  void aPackagePolicyThatIsSetWhileItRunsNamesPackages() {
    put("bucket-name", "set/while/running.txt", "it runs");
    api(
        "PUT",
        "/api/v1/buckets/bucket-name/package-policies",
        "{\"policies\": [{\"prefix\": \"set/**\", \"package-name\": \"by-policy/{segment.-1}\","
            + " \"metadata\": {\"folder\": \"{segment.1}\"}}]}");

    send("packager", "{\"source_prefix\": \"s3://bucket-name/set/while/\"}");

    var revision = Revision.await(fixture.aws.s3(), "bucket-name", "by-policy/while");
    assertThat(revision.keys()).containsExactly("running.txt");
    assertThat(revision.metadata().toString()).isEqualTo("{\"folder\":\"set\"}");
  }

  private static void on(String source, boolean on) {
    api("POST", "/api/v1/sources/" + source + (on ? "/on" : "/off"), "");
  }

  private static JsonNode events(String source) throws IOException {
    return JSON.readTree(api("GET", "/api/v1/sources/" + source + "/events", "")).path("events");
  }

  private static String api(String method, String path, String body) {
    var uri = service.api().map(api -> api.resolve(path)).orElse(URI.create(path));
    var reply = fixture.send(method, uri, body, "Content-Type", "application/json");
    assertThat(reply.statusCode()).as("%s %s: %s", method, path, reply.body()).isEqualTo(200);
    return reply.body();
  }

  private static void announce(String bucket, String prefix) throws IOException {
    announce("edp", bucket, prefix);
  }

  /** The sample event, of another folder, on a bus. */
  private static void announce(String bus, String bucket, String prefix) throws IOException {
    var event =
        JSON.readTree(
            sample("events/edp-objects-ready.json")
                .replace("prefix-path-1/prefix-path-2/", prefix)
                .replace("bucket-name", bucket));
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName(bus)
            .source(event.path("source").asText())
            .detailType(event.path("detail-type").asText())
            .detail(event.path("detail").toString())
            .build();
    assertThat(fixture.aws.eventBridge().putEvents(r -> r.entries(entry)).join().failedEntryCount())
        .isZero();
  }

  private static void send(String queue, String body) {
    var url = fixture.queue(queue);
    fixture.aws.sqs().sendMessage(r -> r.queueUrl(url).messageBody(body)).join();
  }

  private static void put(String bucket, String key, String content) {
    fixture
        .aws
        .s3()
        .putObject(r -> r.bucket(bucket).key(key), AsyncRequestBody.fromString(content))
        .join();
  }

  private static boolean onPath(String command) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, command)));
  }

  private static String sample(String name) throws IOException {
    var root = Path.of(System.getProperty("bindery.root", ".."));
    return Files.readString(root.resolve("samples").resolve(name));
  }
}
