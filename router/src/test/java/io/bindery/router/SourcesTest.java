package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bindery.platform.versioned.ChangeOutcome;
import io.bindery.router.source.SourceStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** Events of the sample files, from a queue or a bus to the packager's queue. */
class SourcesTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static RouterFixture fixture;
  private static String packager;

  @BeforeAll
  static void start() {
    fixture = new RouterFixture();
    packager = fixture.createQueue("packager");
    startRouter();
  }

  private static void startRouter() {
    fixture.startRouter(
        """
        bindery.router {
          bucket-names = "lab"
          default-policy { ignore-prefixes = "raw/*", trigger { count = 1000, quiet = 1 h } }
          sources {
            packager-queue-url = "%s"
            health-omics.enabled = on
            ro-crate { enabled = on, quiet = 4 s, max-wait = 9 s }
            custom = [%s]
          }
        }
        """
            .formatted(packager, lims()));
  }

  private static String lims() {
    return sample("lims-rule.json").replaceFirst("\\{", "{\"name\": \"lims\",");
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void aCompletedRunIsPackagedOnceHoweverOftenItIsTold() {
    var event = sample("health-omics-completed.json");
    fixture.send(event);
    fixture.send(event);
    fixture.send(sample("health-omics-running.json"));
    assertThat(packaged("omics-quilt"))
        .containsExactly("{\"source_prefix\":\"s3://quilt-example/omics-quilt/3395667/\"}");
    fixture.send(event);
    await().atMost(Duration.ofSeconds(20)).until(fixture::allNoticesDone);
    assertThat(
            fixture.query(
                "SELECT state, count(*) FROM source_event WHERE source = 'health-omics'"
                    + " GROUP BY state ORDER BY state"))
        .containsExactly("noted 1", "sent 1");
    assertThat(fixture.receive(packager)).isEmpty();
  }

  @Test
  void aCrateIsPackagedWhenItsFolderHasComeToRest() {
    var crate = sample("ro-crate-written.json").replace("my/s3/folder", "my/s3/late");
    fixture.send(crate);
    fixture.send(sample("ro-crate-written.json").replace("my/s3/folder", "raw/s3"));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !fixture.query(due("my/s3/late/")).isEmpty());
    var first = fixture.query(due("my/s3/late/"));
    // What comes to the folder puts it off; the crate written again joins it.
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              fixture.send(object("my/s3/late/sub/data.bin"));
              var now = fixture.query(due("my/s3/late/"));
              return !now.equals(first) && !now.isEmpty();
            });
    fixture.send(crate.replace("Mro8e", "Nro8e"));
    assertThat(packaged("my/s3/late"))
        .containsExactly(
            "{\"source_prefix\":\"s3://lab/my/s3/late/\","
                + "\"metadata_uri\":\"s3://lab/my/s3/late/ro-crate-metadata.json\"}");
    assertThat(
            fixture.query(
                "SELECT state FROM source_event WHERE folder = 'my/s3/late/' ORDER BY state"))
        .containsExactly("merged", "sent");
    assertThat(fixture.query("SELECT 1 FROM source_event WHERE folder = 'raw/s3/'")).isEmpty();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> !fixture.query("SELECT 1 FROM open_batch WHERE prefix = 'my/s3/'").isEmpty());
  }

  @Test
  void aFolderThatDoesNotComeToRestIsPackagedAtLast() {
    fixture.send(sample("ro-crate-written.json").replace("my/s3/folder", "my/restless"));
    var sent = "SELECT 1 FROM source_event WHERE folder = 'my/restless/' AND state = 'sent'";
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              fixture.send(object("my/restless/sub/data.bin"));
              return !fixture.query(sent).isEmpty();
            });
    assertThat(
            fixture.query(
                "SELECT sent_at - recorded_at >= interval '9 s' FROM source_event"
                    + " WHERE folder = 'my/restless/'"))
        .containsExactly("true");
    assertThat(packaged("my/restless")).hasSize(1);
  }

  @Test
  void theRuleOfThePackagingDocumentationWorksFromTheBus() throws Exception {
    var rule = JSON.readValue(sample("edp-rule.json"), new TypeReference<Map<String, Object>>() {});
    assertThat(join(store().set("RouteEDPEventsToSQS", rule, OptionalLong.empty(), "ada")))
        .isInstanceOf(ChangeOutcome.Changed.class);
    fixture.aws.eventBridge().createEventBus(r -> r.name("edp")).join();
    fixture.route("edp", fixture.notices);
    var event = JSON.readTree(sample("edp-objects-ready.json"));
    var entry =
        PutEventsRequestEntry.builder()
            .eventBusName("edp")
            .source(event.get("source").asText())
            .detailType(event.get("detail-type").asText())
            .detail(event.get("detail").toString())
            .build();
    fixture.aws.eventBridge().putEvents(r -> r.entries(entry)).join();
    var made = packaged("bucket-name");
    assertThat(made).hasSize(1);
    assertThat(JSON.readTree(made.get(0)).get("source_prefix").asText())
        .isEqualTo("s3://bucket-name/prefix-path-1/prefix-path-2/metadata.json");
  }

  @Test
  void whatNoSourceWantsIsSetAsideWithTheReason() {
    fixture.send("{\"source\":\"my.app\",\"detail-type\":\"x\",\"id\":\"1\",\"detail\":{}}");
    assertThat(reason("my.app")).contains("No event source wants it either.");
    join(store().enable("lims", false, OptionalLong.empty(), "ada"));
    fixture.send(sample("lims-run-released.json"));
    assertThat(reason("R-1042")).contains("Source lims would want it, but is switched off.");
    join(store().enable("lims", true, OptionalLong.empty(), "ada"));
    fixture.send(sample("lims-run-released.json"));
    assertThat(packaged("R-1042")).hasSize(1);
    fixture.send(
        sample("lims-run-released.json").replace("\"P17\"", "\"a/b\"").replace("9a3c", "9a3d"));
    assertThat(reason("a/b")).startsWith("Source lims: package_name");
  }

  @Test
  void closedBatchesArePackagedWhileTheSourceIsSwitchedOn() {
    join(store().enable("edp", true, OptionalLong.empty(), "ada"));
    fixture.send(object("edp/one/a.txt"));
    await().atMost(Duration.ofSeconds(20)).until(fixture::allNoticesDone);
    var batch = join(fixture.router().operator().flush("lab", "edp/one/", "ada")).batchId();
    assertThat(packaged("edp/one"))
        .containsExactly(
            "{\"source_prefix\":\"s3://lab/edp/one/\",\"batch_id\":\"%s\"}"
                .formatted(batch.orElseThrow()));
    join(store().enable("edp", false, OptionalLong.empty(), "ada"));
    fixture.send(object("edp/two/a.txt"));
    await().atMost(Duration.ofSeconds(20)).until(fixture::allNoticesDone);
    join(fixture.router().operator().flush("lab", "edp/two/", "ada"));
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                fixture
                        .query(
                            "SELECT 1 FROM closed_batch WHERE prefix = 'edp/two/'"
                                + " AND announced_at IS NOT NULL")
                        .size()
                    == 1);
    assertThat(fixture.receive(packager)).noneMatch(m -> m.body().contains("edp/two"));
  }

  @Test
  void anObjectOfAnUnwatchedBucketMayBeASources() throws Exception {
    var rule =
        JSON.readValue(
            """
            {"EventPattern": {"source": ["aws.s3"], "detail": {"bucket": {"name": ["elsewhere"]}}},
             "InputTransformer": {"InputPathsMap": {"key": "$.detail.object.key"},
               "InputTemplate": "{\\"source_prefix\\": \\"s3://elsewhere/<key>\\"}"}}
            """,
            new TypeReference<Map<String, Object>>() {});
    join(store().set("elsewhere", rule, OptionalLong.empty(), "ada"));
    fixture.send(object("some/where/x").replace("\"lab\"", "\"elsewhere\""));
    assertThat(packaged("elsewhere/some"))
        .containsExactly("{\"source_prefix\": \"s3://elsewhere/some/where/x\"}");
    join(store().remove("elsewhere", OptionalLong.empty(), "ada"));
    fixture.send(object("some/where/y").replace("\"lab\"", "\"elsewhere\""));
    assertThat(reason("some/where/y")).contains("is not watched");
  }

  private static SourceStore store() {
    return fixture.router().sourceStore();
  }

  private static String due(String folder) {
    return "SELECT due_at FROM source_event WHERE state = 'waiting' AND folder = '" + folder + "'";
  }

  /** The descriptions that have the text in them, once there is one. */
  private static List<String> packaged(String text) {
    return received(packager, text).stream().map(Message::body).toList();
  }

  private static String reason(String text) {
    return received(fixture.deadLetters, text)
        .get(0)
        .messageAttributes()
        .get("reason")
        .stringValue();
  }

  private static List<Message> received(String queue, String text) {
    var found = new ArrayList<Message>();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              fixture.receive(queue).stream()
                  .filter(message -> message.body().contains(text))
                  .forEach(found::add);
              return !found.isEmpty();
            });
    return found;
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static String object(String key) {
    return sample("ro-crate-written.json").replace("my/s3/folder/ro-crate-metadata.json", key);
  }

  private static String sample(String name) {
    var root = Path.of(System.getProperty("bindery.root", ".."));
    try {
      return Files.readString(root.resolve("samples").resolve("events").resolve(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
