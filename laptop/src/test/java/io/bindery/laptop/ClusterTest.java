package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Promises A to D on a cluster of JVMs that lose one of them, get it back, and get one more. */
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final int PREFIXES = 200;
  private static final int ROUND = 600;
  private static final int MOST_ROUNDS = 40;
  private static final Pattern POSTGRES = Pattern.compile("Postgres +(postgresql://\\S+)");
  private static final Pattern UP = Pattern.compile("Node (\\d) is up: process (\\d+)");

  @TempDir Path work;

  private final List<String> sent = new ArrayList<>();

  @Test
  void aNodeIsKilledAndComesBackAndAnotherJoinsAndNothingIsLostOrCountedTwice() throws Exception {
    var data = work.resolve("data");
    var config =
        Files.writeString(
            work.resolve("my.conf"),
            """
            bindery.router { record-timeout = 3 s, queue { visibility-timeout = 6 s, retry-delay = 1 s, long-poll = 1 s } }
            # Shards move sooner than where moving is dear.
            akka.cluster.sharding { rebalance-interval = 1 s, rebalance-relative-limit = 0.5 }
            """);
    var up =
        BinderyProcess.start(
            work,
            "up --nodes 3 --port 0 --count 100000 --quiet 4 --data %s --config %s"
                .formatted(data, config)
                .split(" "));
    try (var resources = new LocalResources(up.endpoint(), "us-east-1")) {
      var postgres = URI.create(up.find("the database", POSTGRES));
      var sqs = resources.sqs();
      var notices = sqs.getQueueUrl(r -> r.queueName("bindery-notices")).queueUrl();
      var tap =
          resources.tap(
              "tap",
              LocalResources.ANNOUNCEMENT_SOURCE,
              LocalResources.ANNOUNCEMENT_TYPE,
              "bindery");

      send(sqs, notices);
      await()
          .pollInterval(POLL)
          .atMost(PATIENCE)
          .until(() -> History.of(postgres).recorded().size() > ROUND / 4);
      send(sqs, notices);
      kill(process(up, 2));
      up.awaitOutput("Node 2 ended by signal 9. Start it again in another shell: ./bindery node 2");
      send(sqs, notices);
      try (var second = BinderyProcess.start(work, "node", "2", "--data", data.toString());
          var fourth = BinderyProcess.start(work, "node", "4", "--data", data.toString())) {
        second.awaitOutput("Node 2 is up");
        fourth.awaitOutput("Node 4 is up");
        // Under load until shards have moved to both.
        int rounds = 3;
        while (!worked(data, 2, second) || !worked(data, 4, fourth)) {
          assertThat(rounds).as("rounds of load until shards have moved").isLessThan(MOST_ROUNDS);
          rounds++;
          send(sqs, notices);
          var all = sent.size();
          await()
              .pollInterval(POLL)
              .atMost(PATIENCE)
              .until(() -> History.of(postgres).recorded().size() >= all);
        }
        awaitAllAnnounced(postgres);
        var history = History.of(postgres);
        assertThat(history.open()).isEmpty();
        // Each object is in exactly one batch, once.
        assertThat(history.recorded()).containsExactlyInAnyOrderElementsOf(sent);
        var announced = announced(sqs, tap);
        assertThat(announced).hasSameElementsAs(history.batches().keySet());
        // A kill, or an answer that got lost, between PutEvents and the note of it: the same again.
        int repeats = announced.size() - history.batches().size();
        System.out.printf(
            "%d objects, %d batches, %d announced a second time%n",
            sent.size(), history.batches().size(), repeats);
        assertThat(repeats).isLessThan(history.batches().size() / 20);
        assertThat(History.query(postgres, "SELECT batch_id FROM closed_batch"))
            .containsExactlyInAnyOrderElementsOf(history.batches().keySet());

        var left = new ArrayList<>(List.of(process(second, 2), process(fourth, 4)));
        left.addAll(List.of(process(up, 1), process(up, 3), postgresPid(data)));
        up.kill();
        await("an end of all that it had started")
            .atMost(Duration.ofSeconds(20))
            .until(() -> left.stream().noneMatch(ClusterTest::isAlive));
      }
    } finally {
      up.close();
    }
  }

  /** One more round: an object in each of many folders, and some of the last again. */
  private void send(SqsClient sqs, String queue) {
    int from = sent.size();
    IntStream.range(from, from + ROUND)
        .mapToObj(i -> "runs/%03d/file %d.csv".formatted(i % PREFIXES, i))
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
      sqs.sendMessageBatch(r -> r.queueUrl(queue).entries(entries));
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

  private static void awaitAllAnnounced(URI postgres) {
    await("every batch closed and announced")
        .pollInterval(POLL)
        .atMost(PATIENCE)
        .until(
            () ->
                History.query(postgres, "SELECT entity_id FROM open_batch").isEmpty()
                    && History.of(postgres).open().isEmpty()
                    && History.query(
                            postgres,
                            "SELECT batch_id FROM closed_batch WHERE announced_at IS NULL")
                        .isEmpty());
  }

  /** Whether a batch closed on this node since it runs. */
  private static boolean worked(Path data, int node, BinderyProcess process) throws IOException {
    var log = Files.readString(data.resolve("nodes/node-%d.log".formatted(node)));
    var ready = log.lastIndexOf("ready on akka://bindery@");
    return process.isAlive() && ready >= 0 && log.indexOf("batch closed by quiet", ready) > 0;
  }

  private static List<String> announced(SqsClient sqs, String queue) throws IOException {
    var json = new ObjectMapper();
    var ids = new ArrayList<String>();
    var messages = new HashSet<String>();
    while (true) {
      var some =
          sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(10).waitTimeSeconds(1))
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

  private static long postgresPid(Path data) throws IOException {
    return Long.parseLong(
        Files.readAllLines(data.resolve("postgres/cluster/postmaster.pid")).get(0));
  }

  private static void kill(long pid) {
    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
