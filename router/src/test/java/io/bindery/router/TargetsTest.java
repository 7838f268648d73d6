package io.bindery.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.database.DatabaseSettings;
import io.bindery.platform.database.Migrations;
import io.bindery.protocol.description.PackageDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** One batch announced on a bus, a topic and the packager's queue, on real parts. */
class TargetsTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private static String topic;
  private static String subscribed;
  private static String packager;

  private static RouterFixture fixture;

  @BeforeAll
  static void open() {
    fixture = new RouterFixture();
    topic = fixture.aws.sns().createTopic(r -> r.name("ready")).join().topicArn();
    subscribed = fixture.subscribedTo(topic, "subscribed");
    packager = fixture.createQueue("packager");
  }

  @AfterEach
  void stopRouter() {
    fixture.stopRouter();
    fixture.local.faults().clear();
    List.of(fixture.announcements, subscribed, packager).forEach(fixture::receive);
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @Test
  void busTopicAndPackagerAreToldOfTheSameBatch() throws Exception {
    fixture.startRouter(settings("targets-one"));
    fixture.send(notice("targets-one", "100% done/a#b?/x y.txt"));
    var onBus = (ObjectNode) MAPPER.readTree(await1(fixture.announcements).body());
    var notification = MAPPER.readTree(await1(subscribed).body());
    assertThat(notification.get("Type").textValue()).isEqualTo("Notification");
    var onTopic = (ObjectNode) MAPPER.readTree(notification.get("Message").textValue());
    var description = PackageDescription.parse(await1(packager).body());

    // Each service gives its own id.
    assertThat(onTopic.remove("id").textValue())
        .matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
        .isNotEqualTo(onBus.remove("id").textValue());
    assertThat(onTopic).isEqualTo(onBus);
    assertThat(onTopic.at("/detail/prefix").textValue()).isEqualTo("100% done/a#b?/");
    assertThat(description.folder().bucket()).isEqualTo("targets-one");
    assertThat(description.folder().prefix()).isEqualTo("100% done/a#b?/");
    awaitRows("targets-one", "{} true");
  }

  @Test
  void anOutageOfTheBusDelaysOnlyTheBusAcrossARestart() throws Exception {
    var settings =
        settings("targets-two") + "\nbindery.router.batch { announce-retry-min = 1 minute }";
    fixture.startRouter(settings);
    fixture.local.faults().failPutEvents(100_000);
    fixture.send(notice("targets-two", "run/1/a"));
    fixture.send(notice("targets-two", "run/2/a"));
    var prefixes = Set.of("run/1/", "run/2/");
    assertThat(prefixesOf(awaitMessages(subscribed, 2), true)).isEqualTo(prefixes);
    awaitMessages(packager, 2);
    awaitRows("targets-two", "{event-bus} false", "{event-bus} false");
    fixture.stopRouter();
    fixture.local.faults().clear();
    forgetsWhoWasTold();

    fixture.startRouter(settings);
    // A call that was under way at the stop may have come through unheard: each once at least.
    var heard = new ArrayList<Message>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              heard.addAll(fixture.receive(fixture.announcements));
              return prefixesOf(heard, false).equals(prefixes);
            });
    awaitRows("targets-two", "{} true", "{} true");
    assertThat(heard.stream().map(m -> json(m.body()).at("/detail/batch_id")).distinct())
        .hasSize(2);
    assertThat(fixture.receive(subscribed)).isEmpty();
    assertThat(fixture.receive(packager)).isEmpty();
    // Of the others it is not known when; they do not count as waiting.
    var told =
        "SELECT announced_to - 'event-bus', announced_to ? 'event-bus' FROM closed_batch"
            + " WHERE bucket = 'targets-two'";
    assertThat(fixture.query(told)).containsExactly("{} true", "{} true");
    var batch = json(heard.get(0).body()).at("/detail/batch_id").textValue();
    var explained = fixture.router().operator().explainClosed(batch).toCompletableFuture().join();
    assertThat(explained.orElseThrow().closed().orElseThrow().announcements())
        .extracting(announced -> announced.target() + " " + announced.announcedAt().isPresent())
        .containsExactly("event-bus true");
  }

  /** The database as a version left it that did not record which target confirmed when. */
  private static void forgetsWhoWasTold() {
    fixture.update("ALTER TABLE closed_batch DROP COLUMN announced_to");
    fixture.update("DELETE FROM bindery_schema WHERE version = '1040'");
    Migrations.apply(DatabaseSettings.from(ConfigFactory.load(fixture.config(""))));
  }

  @Test
  void anOutageOfTheTopicDelaysOnlyTheTopic() throws Exception {
    var missing = topic.replace(":ready", ":made-later");
    // Time enough to make the topic and to listen to it before it is told again.
    fixture.startRouter(
        settings("targets-three").replace(topic, missing)
            + "\nbindery.router.batch { announce-retry-min = 10 s }");
    fixture.send(notice("targets-three", "run/1/a"));
    awaitMessages(fixture.announcements, 1);
    awaitMessages(packager, 1);
    awaitRows("targets-three", "{topic} false");

    fixture.aws.sns().createTopic(r -> r.name("made-later")).join();
    var late = fixture.subscribedTo(missing, "late");
    assertThat(prefixesOf(awaitMessages(late, 1), true)).containsExactly("run/1/");
    awaitRows("targets-three", "{} true");
    assertThat(fixture.receive(fixture.announcements)).isEmpty();
  }

  @Test
  void theRootOfABucketIsAnnouncedAndPackagedOnlyIfThePolicySaysSo() throws Exception {
    fixture.startRouter(settings("targets-root"));
    fixture.send(notice("targets-root", "stray.txt"));
    var batchId = json(await1(fixture.announcements).body()).at("/detail/batch_id").textValue();
    await1(subscribed);
    awaitRows("targets-root", "{} true");
    assertThat(fixture.receive(packager)).isEmpty();
    assertThat(fixture.router().operator().explainClosed(batchId).toCompletableFuture().join())
        .hasValueSatisfying(
            why -> assertThat(why.notes()).anyMatch(it -> it.contains("root = announce")));
    fixture.stopRouter();

    fixture.startRouter(settings("targets-root").replace("trigger {", "root = package, trigger {"));
    fixture.send(notice("targets-root", "wanted.txt"));
    assertThat(PackageDescription.parse(await1(packager).body()).folder().prefix()).isEmpty();
  }

  /** Where the packager alone is told, such a batch is told to nobody, and waits for nobody. */
  @Test
  void theRootOfABucketIsDoneAtOnceIfOnlyThePackagerWouldBeTold() {
    fixture.startRouter(
        settings("targets-alone") + "\nbindery.router.announce { topic-arn = \"\", bus = \"\" }");
    fixture.send(notice("targets-alone", "stray.txt"));
    awaitRows("targets-alone", "{} true");
    assertThat(fixture.receive(packager)).isEmpty();
  }

  @Test
  void inShadowModeOnlyTheShadowBusHears() {
    fixture.aws.eventBridge().createEventBus(r -> r.name("shadow")).join();
    var shadow = fixture.createQueue("shadow");
    fixture.route("shadow", shadow);
    fixture.startRouter(
        settings("targets-four")
            + "\nbindery.router.announce { mode = shadow, shadow-bus = shadow, strict-detail = on, detail-type = files_ready }");
    fixture.send(notice("targets-four", "run/1/a"));
    assertThat(await1(shadow).body())
        .contains("\"detail-type\":\"files_ready\"")
        .contains(
            "\"detail\":{\"version\":\"0.1\",\"bucket\":\"targets-four\",\"prefix\":\"run/1/\"}");
    awaitRows("targets-four", "{} true");
    List.of(fixture.announcements, subscribed, packager)
        .forEach(queue -> assertThat(fixture.receive(queue)).isEmpty());
  }

  private static String settings(String bucket) {
    return """
    bindery.router {
      buckets = [{ name = %s, trigger { count = 1, quiet = 10 minutes } }]
      announce { topic-arn = "%s", packager-queue-url = "%s" }
    }
    """
        .formatted(bucket, topic, packager);
  }

  private static Message await1(String queue) {
    return awaitMessages(queue, 1).get(0);
  }

  private static List<Message> awaitMessages(String queue, int number) {
    var all = new ArrayList<Message>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              all.addAll(fixture.receive(queue));
              return all.size() >= number;
            });
    assertThat(all).hasSize(number);
    return all;
  }

  private static void awaitRows(String bucket, String... rows) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        fixture.query(
                            "SELECT pending_targets, announced_at IS NOT NULL FROM closed_batch"
                                + " WHERE bucket = '%s'".formatted(bucket)))
                    .containsExactly(rows));
  }

  private static Set<String> prefixesOf(List<Message> messages, boolean inSns) {
    return messages.stream()
        .map(message -> json(message.body()))
        .map(body -> inSns ? json(body.get("Message").textValue()) : body)
        .map(event -> event.at("/detail/prefix").textValue())
        .collect(Collectors.toSet());
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String notice(String bucket, String key) {
    return """
    {"version":"0","id":"1","detail-type":"Object Created","source":"aws.s3",
     "account":"000000000000","time":"2026-11-20T10:00:00Z","region":"us-east-1",
     "resources":["arn:aws:s3:::%1$s"],"detail":{"version":"0","bucket":{"name":"%1$s"},
       "object":{"key":"%2$s","size":1,"etag":"e","sequencer":"00"},"reason":"PutObject"}}
    """
        .formatted(bucket, key);
  }
}
