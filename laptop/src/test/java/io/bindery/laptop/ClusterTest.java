package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Promises A to D on a cluster of JVMs that lose two of them one after the other, the oldest as
 * well, get them back, and get one more.
 */
@Tag("chaos")
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int PREFIXES = 200;
  private static final int ROUND = 600;
  private static final int MOST_ROUNDS = 40;

  /** How many announcements of one node can be under way at once: eight calls of ten. */
  private static final int UNDER_WAY = 80;

  private static final Pattern POSTGRES = Pattern.compile("Postgres +(postgresql://\\S+)");
  private static final Pattern UP = Pattern.compile("Node (\\d) is up: process (\\d+)");

  /** A node was alive before, and dead after. */
  private record Kill(Instant before, Instant after) {}

  @TempDir Path work;

  private final List<String> sent = new ArrayList<>();
  private final List<Kill> kills = new ArrayList<>();
  private Path data;
  private BinderyProcess up;
  private URI postgres;
  private SqsClient sqs;
  private String notices;

  @Test
  void nodesAreKilledAndComeBackAndAnotherJoinsAndNothingIsLostOrCountedTwice() throws Exception {
    data = work.resolve("data");
    var config =
        Files.writeString(
            work.resolve("my.conf"),
            """
            bindery.router { record-timeout = 3 s, queue { visibility-timeout = 6 s, retry-delay = 1 s, long-poll = 1 s } }
            # Shards move sooner than where moving is dear.
            akka.cluster.sharding { rebalance-interval = 1 s, rebalance-relative-limit = 0.5 }
            """);
    up =
        BinderyProcess.start(
            work,
            "up --nodes 3 --port 0 --http-port 0 --count 100000 --quiet 4 --data %s --config %s"
                .formatted(data, config)
                .split(" "));
    try (var resources = new LocalResources(up.endpoint(), "us-east-1")) {
      var password = Files.readString(data.resolve("postgres/password")).strip();
      postgres = URI.create(up.find("the database", POSTGRES).replace("@", ":" + password + "@"));
      sqs = resources.sqs();
      notices = sqs.getQueueUrl(r -> r.queueName("bindery-notices")).queueUrl();
      var tap =
          resources.tap(
              "tap",
              LocalResources.ANNOUNCEMENT_SOURCE,
              LocalResources.ANNOUNCEMENT_TYPE,
              "bindery");

      assertAPolicyReachesEachNode();
      send("runs");
      awaitRecorded(ROUND / 4);
      send("runs");
      kill(2);
      send("runs");
      try (var second = node(2);
          var fourth = node(4)) {
        second.awaitOutput("Node 2 is up");
        fourth.awaitOutput("Node 4 is up");
        loadUntilShardsMoved(second, fourth);

        // Nothing more comes to these: only the sweeper can wake those that were on the oldest.
        send("still");
        awaitRecorded(sent.size());
        send("runs");
        kill(1);
        awaitAllAnnounced();
        try (var first = node(1)) {
          // The first seed node, alone, would form a cluster of its own.
          // A line reaches the file in pieces.
          await().atMost(PATIENCE).until(() -> !NodeApi.printedBy(first).isEmpty());
          var api = NodeApi.printedBy(first).get(0);
          await().atMost(PATIENCE).until(() -> api.health().contains("\"up\",\"nodes\":4"));
          send("runs");
          awaitRecorded(sent.size());
          awaitAllAnnounced();
          assertNothingLostOrCountedTwice(announced(tap));

          var left = new ArrayList<>(List.of(process(up, 3), postgresPid()));
          left.addAll(List.of(process(first, 1), process(second, 2), process(fourth, 4)));
          up.kill();
          await("an end of all that it had started")
              .atMost(Duration.ofSeconds(20))
              .until(() -> left.stream().noneMatch(ClusterTest::isAlive));
        }
      }
    } finally {
      up.close();
    }
  }

  /** Each node knows of a policy that was set at one of them; within two seconds, if not busy. */
  private void assertAPolicyReachesEachNode() {
    var nodes = NodeApi.printedBy(up);
    assertThat(nodes).hasSize(3);
    var event = notice("raw/ignored").replace("\"lab\"", "\"other\"");
    assertThat(nodes).allSatisfy(node -> assertThat(node.event(event)).isEqualTo(422));
    nodes.get(0).setPolicy("other", "{\"ignore-prefixes\": [\"raw/*\"]}");
    var set = System.nanoTime();
    await().atMost(PATIENCE).until(() -> nodes.stream().allMatch(node -> node.event(event) == 200));
    System.out.printf(
        "a policy reached all nodes in %d ms%n", (System.nanoTime() - set) / 1_000_000);
  }

  private BinderyProcess node(int number) throws IOException {
    return BinderyProcess.start(work, "node", Integer.toString(number), "--data", data.toString());
  }

  private void kill(int node) {
    var process = ProcessHandle.of(process(up, node)).orElseThrow();
    var before = Instant.now();
    assertThat(process.destroyForcibly()).isTrue();
    process.onExit().join();
    kills.add(new Kill(before, Instant.now()));
    up.awaitOutput(
        "Node %1$d ended by signal 9. Start it again in another shell: ./bindery node %1$d"
            .formatted(node));
  }

  private void loadUntilShardsMoved(BinderyProcess second, BinderyProcess fourth)
      throws IOException {
    for (int rounds = 0; !worked(2, second) || !worked(4, fourth); rounds++) {
      assertThat(rounds).as("rounds of load until shards have moved").isLessThan(MOST_ROUNDS);
      send("runs");
      awaitRecorded(sent.size());
    }
  }

  private void assertNothingLostOrCountedTwice(List<String> announced) throws Exception {
    var history = History.of(postgres);
    assertThat(history.open()).isEmpty();
    // Each object is in exactly one batch, once.
    assertThat(history.recorded()).containsExactlyInAnyOrderElementsOf(sent);
    var batches = history.batches().keySet();
    assertThat(announced).hasSameElementsAs(batches);
    assertThat(History.query(postgres, "SELECT batch_id FROM closed_batch"))
        .containsExactlyInAnyOrderElementsOf(batches);

    var once = new HashSet<String>();
    var again = new ArrayList<>(announced.stream().filter(id -> !once.add(id)).toList());
    System.out.printf(
        "%d objects, %d batches, %d announced a second time%n",
        sent.size(), batches.size(), again.size());
    // Only what was under way on a killed node, and that is bounded, or was not answered.
    var unanswered =
        History.query(postgres, "SELECT batch_id FROM closed_batch WHERE unanswered > 0");
    again.removeAll(unanswered);
    assertThat(again).hasSizeLessThanOrEqualTo(kills.size() * UNDER_WAY);
    assertThat(closedButNotNotedAtAKill()).containsAll(again);
  }

  /** The batches that were closed when a node was killed, and not known to be announced. */
  private Set<String> closedButNotNotedAtAKill() throws SQLException {
    var ids = new HashSet<String>();
    for (var kill : kills) {
      ids.addAll(
          History.query(
              postgres,
              "SELECT batch_id FROM closed_batch WHERE closed_at <= '%s' AND announced_at > '%s'"
                  .formatted(kill.after(), kill.before())));
    }
    return ids;
  }

  /** One more round: an object in each of many folders, and some of the last again. */
  private void send(String folder) {
    int from = sent.size();
    IntStream.range(from, from + ROUND)
        .mapToObj(i -> folder + "/%03d/file %d.csv".formatted(i % PREFIXES, i))
        .forEach(sent::add);
    var again = sent.subList(from, from + ROUND / 10);
    var keys = new ArrayList<>(sent.subList(from, sent.size()));
    keys.addAll(again);
    for (int i = 0; i < keys.size(); i += 10) {
      var entries = new ArrayList<SendMessageBatchRequestEntry>();
      for (var key : keys.subList(i, i + 10)) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .messageBody(notice(key))
                .build());
      }
      sqs.sendMessageBatch(r -> r.queueUrl(notices).entries(entries));
    }
  }

  private static String notice(String key) {
    return """
        {"version":"0","id":"0","detail-type":"Object Created","source":"aws.s3","account":"000000000000",
         "time":"%s","region":"us-east-1","resources":["arn:aws:s3:::lab"],
         "detail":{"version":"0","bucket":{"name":"lab"},
         "object":{"key":"%s","size":1,"etag":"e","version-id":"v1","sequencer":"00"},"reason":"PutObject"}}"""
        .formatted(Instant.now(), key);
  }

  private void awaitRecorded(int objects) {
    await("objects recorded")
        .pollInterval(POLL)
        .atMost(PATIENCE)
        .until(() -> History.of(postgres).recorded().size() >= objects);
  }

  private void awaitAllAnnounced() {
    await("every batch closed and announced")
        .pollInterval(POLL)
        .atMost(PATIENCE)
        .until(
            () ->
                History.query(postgres, "SELECT entity_id FROM open_batch").isEmpty()
                    && History.of(postgres).recorded().size() >= sent.size()
                    && History.of(postgres).open().isEmpty()
                    && History.query(
                            postgres,
                            "SELECT batch_id FROM closed_batch WHERE announced_at IS NULL")
                        .isEmpty());
  }

  /** Whether a batch closed on this node since it runs. */
  private boolean worked(int node, BinderyProcess process) throws IOException {
    var log = Files.readString(data.resolve("nodes/node-%d.log".formatted(node)));
    var ready = log.lastIndexOf("ready on akka://bindery@");
    return process.isAlive() && ready >= 0 && log.indexOf("batch closed by quiet", ready) > 0;
  }

  private List<String> announced(String tap) throws IOException {
    var json = new ObjectMapper();
    var ids = new ArrayList<String>();
    var messages = new HashSet<String>();
    while (true) {
      var some =
          sqs.receiveMessage(r -> r.queueUrl(tap).maxNumberOfMessages(10).waitTimeSeconds(1))
              .messages();
      if (some.isEmpty()) {
        return ids;
      }
      for (var message : some) {
        if (messages.add(message.messageId())) {
          ids.add(json.readTree(message.body()).at("/detail/batch_id").asText());
        }
      }
    }
  }

  private static long process(BinderyProcess process, int node) {
    return UP.matcher(process.output())
        .results()
        .filter(match -> match.group(1).equals(Integer.toString(node)))
        .map(match -> Long.valueOf(match.group(2)))
        .findFirst()
        .orElseThrow();
  }

  private long postgresPid() throws IOException {
    return Long.parseLong(
        Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid")).get(0));
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
