package io.bindery.packager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.typed.ActorSystem;
import io.bindery.localaws.faulty.Answer.Delivery;
import io.bindery.localaws.faulty.Call;
import io.bindery.localaws.faulty.Fault;
import io.bindery.localaws.faulty.FaultyProxy;
import io.bindery.packager.world.World;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Who is told of revisions, ends of jobs and new files answers late or never, or the answer cannot
 * be noted: it is told once, or it is counted that the outcome was unknown.
 */
@Tag("chaos")
class StalledTargetsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SHARE =
      "arn:aws:storagegateway:us-east-1:111122223333:share/share-5A11ED";

  private static World world;

  private ActorSystem<?> node;

  private static boolean isPutEvents(Call call) {
    return call.action().equals("PutEvents");
  }

  /** SNS alone speaks AWS's query protocol. */
  private static boolean isPublish(Call call) {
    return call.method().equals("POST") && call.path().equals("/") && call.action().isEmpty();
  }

  private static boolean isRefresh(Call call) {
    return call.action().equals("RefreshCache");
  }

  @BeforeAll
  static void start() {
    world = new World();
    world.storageGateway().takes(Duration.ofMillis(100));
    world.update("CREATE SEQUENCE tried");
    world.update(
        "CREATE FUNCTION refuse() RETURNS trigger AS"
            + " 'BEGIN PERFORM nextval(''tried''); RAISE EXCEPTION ''on order''; END'"
            + " LANGUAGE plpgsql");
  }

  @AfterEach
  void stopNode() {
    world.kill(node);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  private void startNode(URI endpoint, String sendTimeout) {
    node =
        world.start(
            Map.of(
                "bindery.aws.endpoint",
                endpoint.toString(),
                "bindery.aws.send-timeout",
                sendTimeout,
                "bindery.packager.policies",
                List.of(
                    Map.of(
                        "bucket",
                        world.bucket(),
                        "prefix",
                        "ruled/**",
                        "workflow",
                        "told",
                        "quarantine",
                        world.otherBucket())),
                "bindery.packager.file-gateway.shares",
                List.of(Map.of("arn", SHARE, "bucket", world.bucket(), "prefix", "shown/")),
                "bindery.packager.file-gateway.pause",
                "0 s",
                "bindery.packager.file-gateway.timeout",
                "2 s"));
  }

  private static void send(String folder) {
    world.send("{\"source_prefix\": \"s3://%s/%s/\"}".formatted(world.bucket(), folder));
  }

  /** How often a statement was refused on order. */
  private static long tried() {
    return (Long)
        world
            .query("SELECT CASE WHEN is_called THEN last_value ELSE 0 END AS tried FROM tried")
            .get(0)
            .get("tried");
  }

  /** From now on such statements fail. */
  private static void refuse(String table, String statements) {
    world.update(
        "CREATE TRIGGER refuse BEFORE %s ON %s FOR EACH ROW EXECUTE FUNCTION refuse()"
            .formatted(statements, table));
  }

  private static void allow(String table) {
    world.update("DROP TRIGGER refuse ON " + table);
  }

  @Test
  void aRevisionIsToldOfOnceHoweverLateTheAnswerAndWhateverBecomesOfTheJournal() throws Exception {
    try (var proxy = new WatchingProxy(world.endpoint())) {
      startNode(proxy.endpoint(), "5 minutes");
      world.put("late/run/a", "alpha");
      var asked = new CountDownLatch(1);
      var mayAnswer = new CountDownLatch(1);
      proxy.justBefore(
          call -> call.action().equals("PutEvents"),
          () -> {
            asked.countDown();
            WatchingProxy.awaitQuietly(mayAnswer);
          });
      send("late/run");
      asked.await();

      long before = tried();
      refuse("event_journal", "INSERT");
      try {
        // The package cannot keep it, and starts anew while its event is being put.
        send("late/run");
        await().atMost(PATIENCE).until(() -> tried() > before);
        mayAnswer.countDown();
        long answered = tried();
        await().atMost(PATIENCE).until(() -> tried() > answered + 2);
      } finally {
        mayAnswer.countDown();
        allow("event_journal");
      }

      world.awaitJob("late/run", "done", "unchanged");
      assertThat(world.takeEvents("late/run")).hasSize(1);
      assertThat(World.part(node, "packager.events.bus").unanswered()).isZero();
    }
  }

  @Test
  void theReleaseOfAQuarantineIsToldOfOnceWhateverBecomesOfTheJournal() throws Exception {
    try (var proxy = new WatchingProxy(world.endpoint())) {
      startNode(proxy.endpoint(), "5 minutes");
      world.put(
          ".quilt/workflows/config.yml",
          """
          version: "1"
          is_workflow_required: false
          workflows: {told: {name: With a message, is_message_required: true}}
          """);
      world.put("ruled/run/a", "alpha");
      send("ruled/run");
      world.awaitJob("ruled/run", "quarantined");
      assertThat(world.takeEvents("ruled/run")).hasSize(1);
      var asked = new CountDownLatch(1);
      var mayAnswer = new CountDownLatch(1);
      var quarantine = world.otherBucket();
      proxy.justBefore(
          call -> call.action().equals("PutEvents") && call.body().contains(quarantine),
          () -> {
            asked.countDown();
            WatchingProxy.awaitQuietly(mayAnswer);
          });
      world.send(
          "{\"source_prefix\": \"s3://%s/ruled/run/\", \"commit_message\": \"why\"}"
              .formatted(world.bucket()));
      asked.await();

      refuse("event_journal", "INSERT");
      long before = tried();
      try {
        // The package cannot keep that its quarantine is over, and marks it again.
        mayAnswer.countDown();
        await().atMost(PATIENCE).until(() -> tried() > before + 2);
      } finally {
        mayAnswer.countDown();
        allow("event_journal");
      }

      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !world
                      .query(
                          "SELECT 1 FROM package_job WHERE package_name = 'ruled/run'"
                              + " AND state = 'quarantined' AND resolved_at IS NOT NULL")
                      .isEmpty());
      assertThat(world.takeEvents("ruled/run"))
          .extracting(event -> event.path("detail").path("bucket").asText())
          .containsExactlyInAnyOrder(world.bucket(), quarantine);
    }
  }

  @Test
  void aRevisionWhoseEventIsNotAnsweredIsToldOfAgainAndThatIsCounted() {
    try (var proxy = new FaultyProxy(world.endpoint())) {
      startNode(proxy.endpoint(), "5 s");
      world.put("never/run/a", "alpha");
      proxy.spoil(StalledTargetsTest::isPutEvents, 0, 1, Fault.delivered(Delivery.NEVER));

      send("never/run");

      world.awaitJob("never/run", "done");
      assertThat(world.takeEvents("never/run")).hasSize(2);
      assertThat(World.part(node, "packager.events.bus").unanswered()).isEqualTo(1);
    }
  }

  @Test
  void theEndOfAJobIsToldOnceHoweverLateTheAnswerAndWhateverBecomesOfTheNote() throws Exception {
    try (var proxy = new WatchingProxy(world.endpoint())) {
      startNode(proxy.endpoint(), "5 minutes");
      world.takeNotices();
      world.put("told/a//b", "no name");
      var asked = new CountDownLatch(1);
      var mayAnswer = new CountDownLatch(1);
      proxy.justBefore(
          call -> call.path().equals("/") && call.body().contains("Action=Publish"),
          () -> {
            asked.countDown();
            WatchingProxy.awaitQuietly(mayAnswer);
          });
      send("told");
      asked.await();

      // It is taken once more while the topic is silent.
      becomesDue();
      await().atMost(PATIENCE).until(StalledTargetsTest::isTaken);
      long before = tried();
      refuse("package_job", "UPDATE OF notice_sent_at");
      try {
        mayAnswer.countDown();
        await().atMost(PATIENCE).until(() -> tried() > before);
        becomesDue();
        await().atMost(PATIENCE).until(() -> tried() > before + 1);
      } finally {
        mayAnswer.countDown();
        allow("package_job");
      }
      becomesDue();

      await().atMost(PATIENCE).until(() -> told("notice_sent_at IS NOT NULL"));
      assertThat(world.takeNotices()).hasSize(1);
    }
  }

  private static void becomesDue() {
    world.update(
        "UPDATE package_job SET notice_due_at = now() - interval '1 s'"
            + " WHERE package_name = 'package/told' AND notice_due_at IS NOT NULL");
  }

  private static boolean isTaken() {
    return told("notice_due_at > now()");
  }

  private static boolean told(String condition) {
    return !world
        .query("SELECT 1 FROM package_job WHERE package_name = 'package/told' AND " + condition)
        .isEmpty();
  }

  @Test
  void aNoticeThatIsNotAnsweredIsToldAgainAndThatIsCounted() {
    try (var proxy = new FaultyProxy(world.endpoint())) {
      startNode(proxy.endpoint(), "5 s");
      world.takeNotices();
      world.put("quiet/a//b", "no name");
      proxy.spoil(StalledTargetsTest::isPublish, 0, 1, Fault.delivered(Delivery.NEVER));

      send("quiet");

      var topic = world.topic();
      await()
          .atMost(PATIENCE)
          .until(() -> World.part(node, "packager.notices " + topic).unanswered() == 1);
      world.update(
          "UPDATE package_job SET notice_due_at = now() - interval '1 s'"
              + " WHERE package_name = 'package/quiet' AND notice_due_at IS NOT NULL");
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  !world
                      .query(
                          "SELECT 1 FROM package_job WHERE package_name = 'package/quiet'"
                              + " AND notice_sent_at IS NOT NULL")
                      .isEmpty());
      assertThat(world.takeNotices()).hasSize(2);
    }
  }

  @Test
  void aFileShareIsRefreshedOnceHoweverLateTheAnswer() throws Exception {
    try (var proxy = new WatchingProxy(world.endpoint())) {
      startNode(proxy.endpoint(), "5 minutes");
      world.put("shown/late/a", "alpha");
      var asked = new CountDownLatch(1);
      var mayAnswer = new CountDownLatch(1);
      proxy.justBefore(
          call -> call.action().equals("RefreshCache"),
          () -> {
            asked.countDown();
            WatchingProxy.awaitQuietly(mayAnswer);
          });
      send("shown/late");
      asked.await();
      world.awaitJob("shown/late", "done");
      mayAnswer.countDown();

      await().atMost(PATIENCE).until(() -> refreshes("/late").equals(List.of("unconfirmed")));
      assertThat(taken("/late")).isEqualTo(1);
      assertThat(World.part(node, "file-share " + SHARE).unanswered()).isZero();
    }
  }

  @Test
  void aFileShareWhoseGatewayDoesNotAnswerIsRefreshedAgainAndThatIsCounted() {
    try (var proxy = new FaultyProxy(world.endpoint())) {
      startNode(proxy.endpoint(), "5 s");
      world.put("shown/never/a", "alpha");
      proxy.spoil(StalledTargetsTest::isRefresh, 0, 1, Fault.delivered(Delivery.NEVER));

      send("shown/never");

      await().atMost(PATIENCE).until(() -> refreshes("/never").equals(List.of("unconfirmed")));
      assertThat(taken("/never")).isEqualTo(2);
      assertThat(World.part(node, "file-share " + SHARE).unanswered()).isEqualTo(1);
    }
  }

  private static List<String> refreshes(String folder) {
    return world
        .query("SELECT state FROM gateway_refresh WHERE folders @> ARRAY['%s']".formatted(folder))
        .stream()
        .map(row -> (String) row.get("state"))
        .toList();
  }

  private static long taken(String folder) {
    return world.storageGateway().taken().stream()
        .filter(call -> call.share().equals(SHARE) && call.folders().contains(folder))
        .count();
  }
}
