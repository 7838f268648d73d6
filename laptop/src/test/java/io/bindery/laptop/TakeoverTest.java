package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * The oldest node of a cluster of JVMs is killed, and its batches fall due before others have them.
 */
@Tag("chaos")
class TakeoverTest {
  private static final Duration PATIENCE = Duration.ofMinutes(6);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int PREFIXES = 30;
  private static final int FIRST = 5;
  private static final int FURTHER = 20;

  private static final Pattern POSTGRES = Pattern.compile("Postgres +(postgresql://\\S+)");
  private static final Pattern FIRST_NODE = Pattern.compile("Node 1 is up: process (\\d+)");

  @TempDir Path work;

  private URI postgres;

  @Test
  void whatWaitsInTheQueueAtATakeoverIsInTheSameBatch() throws Exception {
    var data = work.resolve("data");
    var config =
        Files.writeString(
            work.resolve("my.conf"),
            "bindery.router { record-timeout = 3 s, queue { visibility-timeout = 6 s, retry-delay = 1 s, long-poll = 1 s } }");
    // Shorter than it takes the others to know that a node is gone.
    var line =
        "up --nodes 3 --port 0 --http-port 0 --count 100000 --quiet 25 --data %s --config %s"
            .formatted(data, config);
    try (var up = BinderyProcess.start(work, line.split(" "));
        var resources = new LocalResources(up.endpoint(), "us-east-1")) {
      var password = Files.readString(data.resolve("postgres/password")).strip();
      postgres = URI.create(up.find("the database", POSTGRES).replace("@", ":" + password + "@"));
      var sqs = resources.sqs();
      send(sqs, 0, FIRST);
      await("objects recorded")
          .pollInterval(POLL)
          .atMost(PATIENCE)
          .until(() -> History.of(postgres).recorded().size() >= PREFIXES * FIRST);

      var oldest = FIRST_NODE.matcher(up.output());
      assertThat(oldest.find()).isTrue();
      assertThat(ProcessHandle.of(Long.parseLong(oldest.group(1))).orElseThrow().destroyForcibly())
          .isTrue();
      send(sqs, FIRST, FIRST + FURTHER);

      await("every batch closed and announced")
          .pollInterval(POLL)
          .atMost(PATIENCE)
          .until(this::isAllAnnounced);
      assertThat(History.query(postgres, "SELECT files::text FROM closed_batch"))
          .isEqualTo(Collections.nCopies(PREFIXES, Integer.toString(FIRST + FURTHER)));
    }
  }

  private boolean isAllAnnounced() throws SQLException, IOException {
    var history = History.of(postgres);
    return history.recorded().size() >= PREFIXES * (FIRST + FURTHER)
        && history.open().isEmpty()
        && History.query(postgres, "SELECT entity_id FROM open_batch").isEmpty()
        && History.query(postgres, "SELECT batch_id FROM closed_batch WHERE announced_at IS NULL")
            .isEmpty();
  }

  /** These files of each folder. */
  private static void send(SqsClient sqs, int from, int to) {
    var notices = sqs.getQueueUrl(r -> r.queueName("bindery-notices")).queueUrl();
    var entries = new ArrayList<SendMessageBatchRequestEntry>();
    for (int file = from; file < to; file++) {
      for (int prefix = 0; prefix < PREFIXES; prefix++) {
        entries.add(
            SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(entries.size()))
                .messageBody(notice("runs/%03d/file %d.csv".formatted(prefix, file)))
                .build());
        if (entries.size() == 10) {
          var some = List.copyOf(entries);
          sqs.sendMessageBatch(r -> r.queueUrl(notices).entries(some));
          entries.clear();
        }
      }
    }
    assertThat(entries).isEmpty();
  }

  private static String notice(String key) {
    return """
        {"version":"0","id":"0","detail-type":"Object Created","source":"aws.s3","account":"000000000000",
         "time":"2026-11-20T10:00:00Z","region":"us-east-1","resources":["arn:aws:s3:::lab"],
         "detail":{"version":"0","bucket":{"name":"lab"},
         "object":{"key":"%s","size":1,"etag":"e","version-id":"v1","sequencer":"00"},"reason":"PutObject"}}"""
        .formatted(key);
  }
}
