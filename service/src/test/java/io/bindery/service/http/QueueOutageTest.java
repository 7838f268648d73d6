package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import io.bindery.localaws.faulty.Relay;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SQS refuses the packager's queue for a while, does not know it, or does not answer. */
@Tag("chaos")
class QueueOutageTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JsonMapper JSON = new JsonMapper();
  private static final int EACH = 4;

  private sealed interface Mode {
    record Sound() implements Mode {}

    /** Answered with an error. */
    record Refused(int status, String code) implements Mode {}

    /** Not answered until the outage is over. */
    record Silent(CountDownLatch over) implements Mode {}
  }

  private volatile Mode mode = new Mode.Sound();
  private final AtomicInteger receives = new AtomicInteger();
  private ServiceFixture fixture;
  private BinderyService service;
  private Relay relay;

  private void handle(HttpExchange exchange, byte[] body) throws IOException, InterruptedException {
    var target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
    boolean ofPackager =
        "AmazonSQS.ReceiveMessage".equals(target)
            && new String(body, StandardCharsets.UTF_8).contains("/packager\"");
    if (ofPackager) {
      receives.incrementAndGet();
      if (mode instanceof Mode.Refused refused) {
        var answer =
            "{\"__type\":\"com.amazonaws.sqs#%1$s\",\"message\":\"%1$s\"}"
                .formatted(refused.code())
                .getBytes(StandardCharsets.UTF_8);
        Relay.begin(
            exchange,
            refused.status(),
            Map.of("Content-Type", List.of("application/x-amz-json-1.0")),
            answer.length);
        exchange.getResponseBody().write(answer);
        return;
      }
      if (mode instanceof Mode.Silent silent) {
        silent.over().await();
        return;
      }
    }
    var reply = relay.forward(exchange, body);
    Relay.begin(
        exchange,
        reply.statusCode(),
        Relay.headers(reply),
        reply.body().length == 0 ? -1 : reply.body().length);
    exchange.getResponseBody().write(reply.body());
  }

  private JsonNode get(String path) throws IOException {
    return JSON.readTree(
        fixture.get(service.api().orElseThrow().resolve("/api/v1/" + path)).body());
  }

  private JsonNode part(String name) throws IOException {
    for (var part : get("health").path("parts")) {
      if (part.path("name").asText().equals(name)) {
        return part;
      }
    }
    throw new AssertionError("health has no part " + name);
  }

  private void send(String name) {
    for (int i = 0; i < EACH; i++) {
      var folder = "%s/%d/".formatted(name, i);
      fixture.put("lab", folder + "a.txt");
      fixture.send("packager", "{\"source_prefix\":\"s3://lab/%s\"}".formatted(folder));
    }
  }

  private List<String> jobs(String state) throws IOException {
    var found = new ArrayList<String>();
    get("packages/jobs?limit=1000&state=" + state)
        .path("jobs")
        .forEach(
            job -> found.add(job.path("source").asText() + " " + job.path("requests").asInt()));
    return found;
  }

  /** Sends while the queue is away, and says how often it was asked for. */
  private void outage(String name, Mode how) {
    int before = receives.get();
    long began = System.nanoTime();
    mode = how;
    send(name);
    boolean silent = how instanceof Mode.Silent;
    await().atMost(PATIENCE).until(() -> receives.get() >= before + (silent ? 1 : 6));
    double seconds = (System.nanoTime() - began) / 1e9;
    assertThat(receives.get() - before).as("no busy loop").isLessThan((int) (20 + 20 * seconds));
  }

  @Test
  void nothingIsLostAndHealthNamesTheQueueByItsSetting() throws IOException {
    try (var parts = new ServiceFixture()) {
      fixture = parts;
      fixture.createBucket("lab");
      relay = new Relay(fixture.endpoint(), this::handle);
      service =
          fixture.start(
              """
              bindery.aws.endpoint = "%s"
              bindery.packager { sources = lab, registries = lab }
              bindery.packager.queue { stall-timeout = 3 s, receivers = 2 }
              """
                  .formatted(relay.endpoint()));
      try {
        send("before");
        outage("refused", new Mode.Refused(403, "AccessDenied"));
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> {
                  var part = part("packager.queue");
                  assertThat(part.path("state").asText()).as(part.toString()).isEqualTo("denied");
                  assertThat(part.path("setting").asText()).isEqualTo("bindery.packager.queue.url");
                  assertThat(part.path("error").asText()).isNotBlank();
                });
        outage("gone", new Mode.Refused(400, "QueueDoesNotExist"));
        await()
            .atMost(PATIENCE)
            .until(() -> part("packager.queue").path("state").asText().equals("missing"));
        outage("failing", new Mode.Refused(500, "InternalError"));
        var silent = new Mode.Silent(new CountDownLatch(1));
        outage("silent", silent);
        mode = new Mode.Sound();
        silent.over().countDown();
        var expected = new ArrayList<String>();
        for (var name : List.of("before", "refused", "gone", "failing", "silent")) {
          for (int i = 0; i < EACH; i++) {
            expected.add("s3://lab/%s/%d/ 1".formatted(name, i));
          }
        }
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(jobs("done")).containsExactlyInAnyOrderElementsOf(expected));
        await()
            .atMost(PATIENCE)
            .until(() -> part("packager.queue").path("state").asText().equals("up"));
      } finally {
        mode = new Mode.Sound();
        service.close();
        relay.close();
      }
    }
  }
}
