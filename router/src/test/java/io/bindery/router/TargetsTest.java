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
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;

/** One batch announced on a bus, a topic and the packager's queue, on real parts. */
class TargetsTest {
  private static final RouterFixture FIXTURE = new RouterFixture();
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String TOPIC =
      FIXTURE.aws.sns().createTopic(r -> r.name("ready")).join().topicArn();
  private static final String SUBSCRIBED = FIXTURE.subscribedTo(TOPIC, "subscribed");
  private static final String PACKAGER = FIXTURE.createQueue("packager");

  @AfterEach
  void stopRouter() {
    FIXTURE.stopRouter();
    FIXTURE.local.faults().clear();
    List.of(FIXTURE.announcements, SUBSCRIBED, PACKAGER).forEach(FIXTURE::receive);
  }

  @AfterAll
  static void stop() {
    FIXTURE.close();
  }

  @Test
  void busTopicAndPackagerAreToldOfTheSameBatch() throws Exception {
    FIXTURE.startRouter(settings("targets-one"));
    FIXTURE.send(notice("targets-one", "100% done/a#b?/x y.txt"));
    var onBus = (ObjectNode) MAPPER.readTree(await1(FIXTURE.announcements).body());
    var notification = MAPPER.readTree(await1(SUBSCRIBED).body());
    assertThat(notification.get("Type").textValue()).isEqualTo("Notification");
    var onTopic = (ObjectNode) MAPPER.readTree(notification.get("Message").textValue());
    var description = PackageDescription.parse(await1(PACKAGER).body());

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
    FIXTURE.startRouter(settings);
    FIXTURE.local.faults().failPutEvents(100_000);
    FIXTURE.send(notice("targets-two", "run/1/a"));
    FIXTURE.send(notice("targets-two", "run/2/a"));
    var prefixes = Set.of("run/1/", "run/2/");
    assertThat(prefixesOf(awaitMessages(SUBSCRIBED, 2), true)).isEqualTo(prefixes);
    awaitMessages(PACKAGER, 2);
    awaitRows("targets-two", "{event-bus} false", "{event-bus} false");
    FIXTURE.stopRouter();
    FIXTURE.local.faults().clear();
    forgetsWhoWasTold();

    FIXTURE.startRouter(settings);
    // A call that was under way at the stop may have come through unheard: each once at least.
    var heard = new ArrayList<Message>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              heard.addAll(FIXTURE.receive(FIXTURE.announcements));
              return prefixesOf(heard, false).equals(prefixes);
            });
    awaitRows("targets-two", "{} true", "{} true");
    assertThat(heard.stream().map(m -> json(m.body()).at("/detail/batch_id")).distinct())
        .hasSize(2);
    assertThat(FIXTURE.receive(SUBSCRIBED)).isEmpty();
    assertThat(FIXTURE.receive(PACKAGER)).isEmpty();
    // Of the others it is not known when; they do not count as waiting.
    var told =
        "SELECT announced_to - 'event-bus', announced_to ? 'event-bus' FROM closed_batch"
            + " WHERE bucket = 'targets-two'";
    assertThat(FIXTURE.query(told)).containsExactly("{} true", "{} true");
    var batch = json(heard.get(0).body()).at("/detail/batch_id").textValue();
    var explained = FIXTURE.router().operator().explainClosed(batch).toCompletableFuture().join();
    assertThat(explained.orElseThrow().closed().orElseThrow().announcements())
        .extracting(announced -> announced.target() + " " + announced.announcedAt().isPresent())
        .containsExactly("event-bus true");
  }

  /** The database as a version left it that did not record which target confirmed when. */
  private static void forgetsWhoWasTold() {
    FIXTURE.update("ALTER TABLE closed_batch DROP COLUMN announced_to");
    FIXTURE.update("DELETE FROM bindery_schema WHERE version = '1040'");
    Migrations.apply(DatabaseSettings.from(ConfigFactory.load(FIXTURE.config(""))));
  }

  @Test
  void anOutageOfTheTopicDelaysOnlyTheTopic() throws Exception {
    var missing = TOPIC.replace(":ready", ":made-later");
    // Time enough to make the topic and to listen to it before it is told again.
    FIXTURE.startRouter(
        settings("targets-three").replace(TOPIC, missing)
            + "\nbindery.router.batch { announce-retry-min = 10 s }");
    FIXTURE.send(notice("targets-three", "run/1/a"));
    awaitMessages(FIXTURE.announcements, 1);
    awaitMessages(PACKAGER, 1);
    awaitRows("targets-three", "{topic} false");

    FIXTURE.aws.sns().createTopic(r -> r.name("made-later")).join();
    var late = FIXTURE.subscribedTo(missing, "late");
    assertThat(prefixesOf(awaitMessages(late, 1), true)).containsExactly("run/1/");
    awaitRows("targets-three", "{} true");
    assertThat(FIXTURE.receive(FIXTURE.announcements)).isEmpty();
  }

  @Test
  void theRootOfABucketIsAnnouncedAndPackagedOnlyIfThePolicySaysSo() throws Exception {
    FIXTURE.startRouter(settings("targets-root"));
    FIXTURE.send(notice("targets-root", "stray.txt"));
    var batchId = json(await1(FIXTURE.announcements).body()).at("/detail/batch_id").textValue();
    await1(SUBSCRIBED);
    awaitRows("targets-root", "{} true");
    assertThat(FIXTURE.receive(PACKAGER)).isEmpty();
    assertThat(FIXTURE.router().operator().explainClosed(batchId).toCompletableFuture().join())
        .hasValueSatisfying(
            why -> assertThat(why.notes()).anyMatch(it -> it.contains("root = announce")));
    FIXTURE.stopRouter();

    FIXTURE.startRouter(settings("targets-root").replace("trigger {", "root = package, trigger {"));
    FIXTURE.send(notice("targets-root", "wanted.txt"));
    assertThat(PackageDescription.parse(await1(PACKAGER).body()).folder().prefix()).isEmpty();
  }

  /** Where the packager alone is told, such a batch is told to nobody, and waits for nobody. */
  @Test
  void theRootOfABucketIsDoneAtOnceIfOnlyThePackagerWouldBeTold() {
    FIXTURE.startRouter(
        settings("targets-alone") + "\nbindery.router.announce { topic-arn = \"\", bus = \"\" }");
    FIXTURE.send(notice("targets-alone", "stray.txt"));
    awaitRows("targets-alone", "{} true");
    assertThat(FIXTURE.receive(PACKAGER)).isEmpty();
  }

  @Test
  void inShadowModeOnlyTheShadowBusHears() {
    FIXTURE.aws.eventBridge().createEventBus(r -> r.name("shadow")).join();
    var shadow = FIXTURE.createQueue("shadow");
    FIXTURE.route("shadow", shadow);
    FIXTURE.startRouter(
        settings("targets-four")
            + "\nbindery.router.announce { mode = shadow, shadow-bus = shadow, strict-detail = on, detail-type = files_ready }");
    FIXTURE.send(notice("targets-four", "run/1/a"));
    assertThat(await1(shadow).body())
        .contains("\"detail-type\":\"files_ready\"")
        .contains(
            "\"detail\":{\"version\":\"0.1\",\"bucket\":\"targets-four\",\"prefix\":\"run/1/\"}");
    awaitRows("targets-four", "{} true");
    List.of(FIXTURE.announcements, SUBSCRIBED, PACKAGER)
        .forEach(queue -> assertThat(FIXTURE.receive(queue)).isEmpty());
  }

  private static String settings(String bucket) {
    return """
    bindery.router {
      buckets = [{ name = %s, trigger { count = 1, quiet = 10 minutes } }]
      announce { topic-arn = "%s", packager-queue-url = "%s" }
    }
    """
        .formatted(bucket, TOPIC, PACKAGER);
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
              all.addAll(FIXTURE.receive(queue));
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
                        FIXTURE.query(
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
