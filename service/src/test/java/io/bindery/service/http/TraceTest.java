package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.InputTransformer;

/** The way of an object, looked at in each stage, and each place where it can end. */
class TraceTest {
  private static final JsonMapper JSON = new JsonMapper();

  private static ServiceFixture fixture;
  private static BinderyService service;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    for (var bucket : List.of("lab", "ruleless", "forbidden", "unwatched", "ruled")) {
      fixture.createWatchedBucket(bucket);
    }
    fixture.createBucket("silent");
    fixture.createBucket("plain");
    fixture
        .aws
        .s3()
        .putBucketNotificationConfiguration(
            r ->
                r.bucket("plain")
                    .notificationConfiguration(n -> n.eventBridgeConfiguration(e -> {})))
        .join();
    fixture.aws.eventBridge().createEventBus(r -> r.name("bindery")).join();
    fixture.rule(
        "default",
        "object-created",
        "{\"source\": [\"aws.s3\"], \"detail-type\": [\"Object Created\"]}",
        fixture.queue("notices"),
        null);
    fixture.rule(
        "bindery",
        "batch-to-package",
        "{\"source\": [\"com.quiltdata.edp\"],"
            + " \"detail\": {\"bucket\": [\"lab\", \"forbidden\", \"plain\"]}}",
        fixture.queue("packager"),
        InputTransformer.builder()
            .inputPathsMap(
                Map.of(
                    "bucket", "$.detail.bucket",
                    "prefix", "$.detail.prefix",
                    "batch", "$.detail.batch_id"))
            .inputTemplate(
                "{\"source_prefix\": \"s3://<bucket>/<prefix>\", \"batch_id\": \"<batch>\"}")
            .build());
    service =
        fixture.start(
            """
            bindery.router {
              bucket-names = [lab, ruleless, forbidden, plain, silent]
              default-policy { trigger { count = 3, quiet = 1 hour }, ignore-prefixes = "tmp/*" }
              announce.bus = bindery
            }
            bindery.packager {
              sources = [lab, ruleless, plain], registries = [lab, ruleless, plain]
              events.bus = bindery
              policies = [
                { bucket = lab, prefix = "asked/*", package = suggest }
                { bucket = lab, prefix = "unwanted/*", package = off }
                { bucket = lab, exclude = ["raw"] }
              ]
            }
            """);
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  @Test
  void aFileIsFollowedFromItsNoticeToItsRevision() {
    var uri = "s3://lab/sequencing/run 1/reads.bam";
    var nothing = trace(uri);
    assertThat(nothing.path("status").asText()).isEqualTo("no-object");
    assertThat(steps(nothing)).containsExactly("object ended", "notice ended");
    assertThat(nothing.path("way_out").asText()).contains("spelling");

    fixture.put("lab", "sequencing/run 1/reads.bam", "reads");
    var open = awaitStatus(uri, "open");
    assertThat(steps(open)).containsExactly("object done", "notice done", "batch waiting");
    assertThat(open.path("words").asText())
        .startsWith("Its batch is open: 1 of 3 keys, quiet for ")
        .contains("closes ");
    assertThat(open.path("object").path("size").asInt()).isEqualTo(5);

    fixture.put("lab", "sequencing/run 1/reads.bai", "index");
    fixture.put("lab", "sequencing/run 1/qc.txt", "fine");
    var packaged = awaitStatus(uri, "packaged");
    assertThat(steps(packaged))
        .containsExactly(
            "object done",
            "notice done",
            "batch done",
            "announcement done",
            "job done",
            "revision done");
    var closed = packaged.path("batch").path("closed");
    var batchId = closed.path("batch_id").asText();
    assertThat(closed.path("announcements").path(0).path("target").asText()).isEqualTo("event-bus");
    assertThat(closed.path("announcements").path(0).path("announced_at").asText()).isNotEmpty();
    var job = packaged.path("jobs").path(0);
    assertThat(job.path("linked_by").asText()).isEqualTo("batch");
    assertThat(job.path("uri").asText())
        .isEqualTo("quilt+s3://lab#package=sequencing/run-1@" + job.path("top_hash").asText());
    assertThat(packaged.path("words").asText())
        .isEqualTo(
            "It is in revision %s of package sequencing/run-1 in s3://lab."
                .formatted(job.path("top_hash").asText().substring(0, 10)));
    assertThat(words(packaged, "revision")).startsWith("holds it as reads.bam in version ");
    // The job is found by its batch and by its folder, however the URI of that is written.
    for (var filter :
        List.of(
            "batch=" + batchId,
            "source=" + encoded("s3://lab/sequencing/run 1/"),
            "source=" + encoded("s3://lab/sequencing/run%201/"))) {
      var listed = get("packages/jobs?" + filter).path("jobs");
      assertThat(listed).as(filter).hasSize(1);
      assertThat(listed.path(0).path("batches").toString()).isEqualTo("[\"" + batchId + "\"]");
    }
    assertThat(get("packages/jobs?batch=" + "0".repeat(32)).path("jobs")).isEmpty();
    // An explanation goes on as far.
    for (var asked :
        List.of("batch_id=" + batchId, "bucket=lab&prefix=" + encoded("sequencing/run 1/"))) {
      var explained = get("explain?" + asked);
      assertThat(explained.path("jobs").path(0).path("job_id").asText())
          .isEqualTo(job.path("job_id").asText());
      assertThat(explained.path("notes").toString())
          .contains("made revision " + job.path("top_hash").asText().substring(0, 10));
    }
  }

  /** A crate that cannot be packaged, say, while the batch waits for a marker that never comes. */
  @Test
  void aJobThatFailsWhileTheBatchIsOpenIsTold() {
    put("lab", "stuck/one/", "a.txt");
    var open = awaitStatus("s3://lab/stuck/one/a.txt", "open");
    assertThat(open.path("way_out").asText())
        .isEqualTo("To close it now: bindery flush s3://lab/stuck/one/");
    post(
        "packages",
        "{\"source_prefix\": \"s3://lab/stuck/one/\", \"metadata_uri\": \"not-there.json\"}");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(trace("s3://lab/stuck/one/a.txt").path("words").asText())
                    .startsWith("Its batch is open: ")
                    .contains("Something else had its folder packaged meanwhile. Its job failed: ")
                    .contains("not-there.json"));
    var told = trace("s3://lab/stuck/one/a.txt");
    assertThat(told.path("status").asText()).isEqualTo("open");
    assertThat(steps(told))
        .containsExactly("object done", "notice done", "batch waiting", "job ended");
    assertThat(told.path("way_out").asText())
        .isEqualTo(
            "To close it now: bindery flush s3://lab/stuck/one/. Do away with the cause, then:"
                + " bindery jobs retry "
                + told.path("jobs").path(0).path("job_id").asText());
  }

  @Test
  void aNewerVersionIsFollowedByItself() {
    var uri = "s3://lab/versions/one/a.txt";
    put("lab", "versions/one/", "a.txt", "b.txt", "c.txt");
    var first = awaitStatus(uri, "packaged");
    var old = first.path("object").path("version_id").asText();

    fixture.put("lab", "versions/one/a.txt", "newer");

    var open = awaitStatus(uri, "open");
    assertThat(words(open, "notice")).contains("the newest of 2 notices of it");
    var past = trace(uri + "?versionId=" + old);
    assertThat(past.path("status").asText()).isEqualTo("packaged");
    assertThat(past.path("version_id").asText()).isEqualTo(old);
    assertThat(trace(uri, old).path("status").asText()).isEqualTo("packaged");
  }

  @Test
  void whatDoesNotCountEndsAtItsNotice() {
    fixture.put("lab", "tmp/scratch/a.txt");
    var ignored = trace("s3://lab/tmp/scratch/a.txt");
    assertThat(ignored.path("status").asText()).isEqualTo("ignored");
    assertThat(ignored.path("words").asText()).isEqualTo("It is ignored by tmp/*.");
    endedBy(ignored, "ignore-prefix", "bindery.router.default-policy.ignore-prefixes", "tmp/*");
    assertThat(ignored.path("way_out").asText()).contains("default-policy.ignore-prefixes");

    fixture.put("unwatched", "a/b/c.txt");
    var unwatched = trace("s3://unwatched/a/b/c.txt");
    assertThat(unwatched.path("status").asText()).isEqualTo("not-watched");
    assertThat(unwatched.path("way_out").asText()).contains("bindery.router.buckets");
    endedBy(unwatched, "unknown-bucket", "bindery.router.on-unknown-bucket", "reject");

    var own = trace("s3://lab/.quilt/packages/x");
    assertThat(own.path("words").asText()).contains("Quilt's own files");
    endedBy(own, "own-files", ".bindery/ and .quilt/", "");
  }

  /** Where a policy of run time ignores the root, it is named with its version. */
  @Test
  void aRuleOfRunTimeIsNamedWithItsVersion() {
    post("buckets/ruled/policy", "PUT", "{\"root\": \"ignore\", \"prefix-depth\": 1}");
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                endedBy(
                    trace("s3://ruled/root.txt"),
                    "root",
                    "root of the policy of bucket ruled, version 1",
                    "ignore"));
    fixture.put("ruled", "deep/er/file.txt");
    var open = awaitStatus("s3://ruled/deep/er/file.txt", "open");
    assertThat(words(open, "notice"))
        .isEqualTo("recorded, for the batch of deep/ (prefix-depth = 1)");
    assertThat(open.has("rule")).isFalse();
  }

  private static void endedBy(JsonNode trace, String kind, String setting, String value) {
    var rule = trace.path("rule");
    assertThat(rule.path("kind").asText()).as(trace.toPrettyString()).isEqualTo(kind);
    assertThat(rule.path("setting").asText()).isEqualTo(setting);
    assertThat(rule.path("value").asText()).isEqualTo(value);
  }

  @Test
  void anObjectOfWhichNoNoticeCameIsTold() {
    fixture.put("silent", "lost/two/a.txt");

    var lost = trace("s3://silent/lost/two/a.txt");

    assertThat(lost.path("status").asText()).isEqualTo("no-notice");
    assertThat(steps(lost)).containsExactly("object done", "notice waiting");
    assertThat(lost.path("words").asText()).startsWith("No notice of it is recorded yet");
    assertThat(lost.path("way_out").asText()).contains("bindery reconcile s3://silent/lost/two/");
    assertThat(lost.path("notes").toString()).contains("bucket silent: It tells nobody");
  }

  @Test
  void aDiscardedBatchIsTheEnd() {
    put("lab", "discarded/one/", "a.txt");
    awaitStatus("s3://lab/discarded/one/a.txt", "open");
    post("batches/discard", "{\"bucket\": \"lab\", \"prefix\": \"discarded/one/\"}");

    var discarded = awaitStatus("s3://lab/discarded/one/a.txt", "discarded");

    assertThat(discarded.path("words").asText()).startsWith("ada discarded its batch on ");
    endedBy(discarded, "order", "discard", "ada");
    assertThat(discarded.path("way_out").asText())
        .endsWith("bindery package s3://lab/discarded/one/");
  }

  @Test
  void aRefusedDescriptionIsTheEnd() {
    put("forbidden", "a/b/", "1.txt", "2.txt", "3.txt");

    var refused = awaitStatus("s3://forbidden/a/b/1.txt", "refused");

    assertThat(refused.path("words").asText())
        .startsWith("Its job was refused: source_prefix names bucket 'forbidden'")
        .contains("bindery.packager.sources");
    assertThat(refused.path("jobs").path(0).path("linked_by").asText()).isEqualTo("batch");
    endedBy(refused, "description", "the description of s3://forbidden/a/b/", "");
    assertThat(get("explain?bucket=forbidden&prefix=a/b/").path("jobs").path(0).path("state"))
        .hasToString("\"refused\"");
  }

  @Test
  void anExcludedFileIsLeftOut() {
    put("lab", "excluded/one/", "a.txt", "b.txt", "raw/c.txt");

    var excluded = awaitStatus("s3://lab/excluded/one/raw/c.txt", "left-out");

    assertThat(excluded.path("words").asText()).endsWith("the package policy excludes raw.");
    endedBy(excluded, "exclude", "exclude of the package policy of s3://lab/excluded/one/", "raw");
    assertThat(steps(excluded)).endsWith("job done", "revision ended");
  }

  @Test
  void aSuggestedFolderSaysThatSomebodyIsToDecide() {
    put("lab", "asked/one/", "a.txt", "b.txt", "c.txt");

    var suggested = awaitStatus("s3://lab/asked/one/a.txt", "suggested");

    assertThat(steps(suggested)).endsWith("job ended");
    assertThat(suggested.path("words").asText())
        .isEqualTo(
            "Its job found out what package asked/one in s3://lab would be, and somebody is to"
                + " decide.");
    endedBy(
        suggested,
        "package-policy",
        "package or owned of the package policy of s3://lab/asked/one/",
        "suggest");
    assertThat(suggested.path("way_out").asText())
        .startsWith("bindery suggestions list --source=s3://lab/asked/one/ shows");
    var found = get("suggestions?source=" + encoded("s3://lab/asked/one/")).path("suggestions");
    assertThat(found).hasSize(1);
    post("suggestions/%s/accept".formatted(id(found)), "{}");
    awaitStatus("s3://lab/asked/one/a.txt", "packaged");
  }

  private static String id(JsonNode found) {
    return found.path(0).path("suggestion_id").asText();
  }

  @Test
  void aFolderWhosePolicyMakesNoPackagesSaysSo() {
    put("lab", "unwanted/one/", "a.txt", "b.txt", "c.txt");

    var off = awaitStatus("s3://lab/unwanted/one/a.txt", "not-packaged");

    endedBy(
        off, "package-policy", "package of the package policy of s3://lab/unwanted/one/", "off");
    assertThat(off.path("way_out").asText()).endsWith("bindery package s3://lab/unwanted/one/");
    assertThat(off.path("words").asText())
        .contains("The package policy of this folder says package = off");
    assertThat(steps(off)).endsWith("job ended");
    assertThat(
            get("explain?bucket=lab&prefix=" + encoded("unwanted/one/")).path("notes").toString())
        .contains("package = off");
  }

  @Test
  void aFileAtTheRootIsAnnouncedOnly() {
    fixture.put("ruleless", "root.txt");
    awaitStatus("s3://ruleless/root.txt", "open");
    post("batches/flush", "{\"bucket\": \"ruleless\", \"prefix\": \"\"}");

    var root = awaitStatus("s3://ruleless/root.txt", "not-packaged");

    assertThat(root.path("words").asText()).contains("root = announce");
    endedBy(root, "root", "bindery.router.default-policy.root", "announce");
  }

  @Test
  void aDescriptionWithoutItsBatchIsFoundByTheFolder() {
    put("ruleless", "a/b/", "1.txt", "2.txt", "3.txt");
    var announced = awaitStatus("s3://ruleless/a/b/1.txt", "announced");
    assertThat(announced.path("way_out").asText()).contains("packager-queue-url");
    assertThat(announced.has("rule")).isFalse();
    var url = fixture.queue("packager");
    fixture
        .aws
        .sqs()
        .sendMessage(
            r ->
                r.queueUrl(url)
                    .messageBody("{\"source_prefix\": \"s3://ruleless/a/b/\", \"batch_id\": \"\"}"))
        .join();

    var packaged = awaitStatus("s3://ruleless/a/b/1.txt", "packaged");

    assertThat(packaged.path("jobs").path(0).path("linked_by").asText()).isEqualTo("folder");
    assertThat(words(packaged, "job")).contains("its description names no batch");
    assertThat(get("explain?bucket=ruleless&prefix=a/b/").path("jobs").path(0).path("linked_by"))
        .hasToString("\"folder\"");
  }

  @Test
  void aBucketWithoutVersionsIsWarnedOf() {
    put("plain", "a/b/", "1.txt", "2.txt", "3.txt");

    var packaged = awaitStatus("s3://plain/a/b/1.txt", "packaged");

    var warning = "Bucket plain does not keep versions: 3 of the package's objects can be neither";
    assertThat(packaged.path("notes").toString()).contains(warning);
    var jobId = packaged.path("jobs").path(0).path("job_id").asText();
    assertThat(get("packages/jobs/" + jobId).path("warnings").toString()).contains(warning);
    assertThat(get("explain?bucket=plain&prefix=a/b/").path("notes").toString())
        .contains("bucket plain: It does not keep versions");
  }

  @Test
  void whatTheJournalHasForgottenIsSaidToBeForgotten() {
    put("lab", "forgotten/one/", "a.txt", "b.txt", "c.txt");
    var packaged = awaitStatus("s3://lab/forgotten/one/a.txt", "packaged");
    fixture.update(
        "DELETE FROM event_journal WHERE persistence_id IN (SELECT 'batch|' || entity_id"
            + " FROM closed_batch WHERE prefix = 'forgotten/one/')");

    var byTime = trace("s3://lab/forgotten/one/a.txt");
    assertThat(byTime.path("status").asText()).isEqualTo("packaged");
    assertThat(words(byTime, "notice")).contains("not in the journal any more");
    assertThat(byTime.path("batch").path("closed").path("batch_id"))
        .isEqualTo(packaged.path("batch").path("closed").path("batch_id"));

    fixture.remove("lab", "forgotten/one/a.txt");
    var unknown = trace("s3://lab/forgotten/one/a.txt");
    assertThat(unknown.path("status").asText()).isEqualTo("unknown");
    assertThat(unknown.path("way_out").asText())
        .contains("bindery batches --bucket=lab --state=announced");
  }

  @Test
  void aQuestionThatCannotBeMeantIsRefused() {
    refused("trace", "uri", "Say which object");
    refused("trace?uri=" + encoded("s3://lab/"), "uri", "name an object");
    refused("trace?uri=" + encoded("s3://lab/a#b"), "uri", "%23");
    refused("trace?uri=" + encoded("http://lab/a"), "uri", "s3://");
    refused(
        "trace?uri=" + encoded("s3://lab/a?versionId=one") + "&versionId=two",
        "versionId",
        "another version");
  }

  private static void refused(String path, String field, String words) {
    var reply = fixture.get(api(path));
    assertThat(reply.statusCode()).as(reply.body()).isEqualTo(400);
    assertThat(json(reply.body()).path("field").asText()).isEqualTo(field);
    assertThat(json(reply.body()).path("detail").asText()).contains(words);
  }

  private static void put(String bucket, String folder, String... names) {
    for (var name : names) {
      fixture.put(bucket, folder + name, name);
    }
  }

  private static JsonNode awaitStatus(String uri, String status) {
    var found = new JsonNode[1];
    await(uri)
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              found[0] = trace(uri);
              assertThat(found[0].path("status").asText())
                  .as(found[0].toPrettyString())
                  .isEqualTo(status);
            });
    return found[0];
  }

  private static JsonNode trace(String uri) {
    return get("trace?uri=" + encoded(uri));
  }

  private static JsonNode trace(String uri, String versionId) {
    return get("trace?uri=" + encoded(uri) + "&versionId=" + encoded(versionId));
  }

  private static List<String> steps(JsonNode trace) {
    var steps = new ArrayList<String>();
    trace
        .path("steps")
        .forEach(step -> steps.add(step.path("step").asText() + " " + step.path("state").asText()));
    return steps;
  }

  private static String words(JsonNode trace, String step) {
    for (var one : trace.path("steps")) {
      if (one.path("step").asText().equals(step)) {
        return one.path("words").asText();
      }
    }
    return "";
  }

  private static JsonNode get(String path) {
    var reply = fixture.get(api(path));
    assertThat(reply.statusCode()).as("%s: %s", path, reply.body()).isEqualTo(200);
    return json(reply.body());
  }

  private static void post(String path, String body) {
    post(path, "POST", body);
  }

  private static void post(String path, String method, String body) {
    var reply =
        fixture.send(
            method, api(path), body, "Content-Type", "application/json", "X-Bindery-Actor", "ada");
    assertThat(reply.statusCode()).as(reply.body()).isIn(200, 202);
  }

  private static java.net.URI api(String path) {
    return service.api().orElseThrow().resolve("/api/v1/" + path);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
