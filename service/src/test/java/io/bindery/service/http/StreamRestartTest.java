package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.service.BinderyService;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Follows the changes of a node that stops, and starts again. */
class StreamRestartTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      new CheckedClient(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());

  private static ServiceFixture fixture;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static URI stream(BinderyService node) {
    return node.api().orElseThrow().resolve("/api/v1/stream");
  }

  private static void insert(String name) {
    fixture.update(
        """
        INSERT INTO change_feed (type, bucket, prefix, doc)
        VALUES ('batch', 'lab', 'made/', '{"v":1,"type":"batch","event":"%s","prefix":"made/"}')
        """
            .formatted(name));
  }

  private static void awaitChange(StreamClient client, String event) {
    StreamClient.soon()
        .alias(event)
        .until(() -> client.changes().stream().anyMatch(it -> it.text("event").equals(event)));
  }

  @Test
  void whatHappenedBeforeAndAfterAStopIsToldOnce() {
    var first = fixture.start("");
    var follower = new StreamClient(CLIENT, stream(first)).open();
    insert("before");
    awaitChange(follower, "before");
    // A stop ends the stream, and does not wait for its client.
    first.close();
    await().atMost(PATIENCE).until(follower::hasEnded);
    insert("meanwhile");
    try (var service = fixture.start("");
        var client =
            new StreamClient(CLIENT, stream(service), "Last-Event-ID", follower.lastId()).open()) {
      awaitChange(client, "meanwhile");
      insert("after");
      awaitChange(client, "after");
      assertThat(client.changes().stream().map(it -> it.text("event")))
          .containsExactly("meanwhile", "after");
      assertThat(client.gaps()).isEmpty();
    }
  }

  /** Who follows has a request under way, however long nothing happens. */
  @Test
  void aFollowerIsNotClosedForOthersThatWait() throws Exception {
    var others = new ArrayList<Socket>();
    try (var service =
            fixture.start(
                "bindery.http { connections-per-address = 8, connections = 16, stream.heartbeat = 1"
                    + " s }");
        var client = new StreamClient(CLIENT, stream(service)).open()) {
      int comments = client.comments();
      for (int i = 0; i < 30; i++) {
        others.add(RawHttp.connect(service.api().orElseThrow()));
        int opened = others.size();
        await()
            .atMost(PATIENCE)
            .until(() -> service.http().orElseThrow().openConnections() >= Math.min(8, opened + 1));
      }
      insert("still");
      awaitChange(client, "still");
      await().atMost(PATIENCE).until(() -> client.comments() > comments + 1);
      assertThat(client.hasEnded()).isFalse();
    } finally {
      for (var other : others) {
        other.close();
      }
    }
  }
}
