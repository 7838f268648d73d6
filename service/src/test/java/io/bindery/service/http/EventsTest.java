package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bindery.service.BinderyService;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code POST /api/v1/events} over real HTTP: promise D holds for this way in as well. */
class EventsTest {
  private static final String[] JSON = {"Content-Type", "application/json; charset=utf-8"};
  private static final String[] NDJSON = {"Content-Type", "application/x-ndjson"};

  private static ServiceFixture fixture;
  private static BinderyService service;
  private static URI events;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    service =
        fixture.start(
            "bindery.http { max-body = 512 KiB, bodies-in-flight = 1 MiB }\n"
                + "bindery.router.default-policy.trigger { count = 1000000, quiet = 1 h }");
    events = service.api().orElseThrow().resolve("/api/v1/events");
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  @Test
  void oneEventIsInTheJournalWhenTheAnswerComes() {
    var answer = post(ServiceFixture.event("lab", "one/a/x.txt"), JSON);
    assertThat(recordedBy("one/a/")).isEqualTo(1);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"recorded\":1}");
  }

  @Test
  void theSameEventTwiceIsRecordedOnce() {
    post(ServiceFixture.event("lab", "twice/a/x.txt"), JSON);
    assertThat(post(ServiceFixture.event("lab", "twice/a/x.txt"), JSON).statusCode())
        .isEqualTo(200);
    await().untilAsserted(() -> assertThat(files("twice/a/")).containsExactly("1"));
  }

  @Test
  void linesAreAnsweredOneByOne() {
    var body =
        String.join(
            "\n",
            ServiceFixture.event("lab", "many/a/1.txt"),
            "",
            "{\"no\": \"notice\"}",
            ServiceFixture.event("other", "many/a/2.txt"),
            ServiceFixture.event("lab", "many/a/3.txt") + "\r",
            "");
    var answer = post(body, NDJSON);
    assertThat(answer.statusCode()).isEqualTo(207);
    assertThat(answer.body())
        .startsWith("{\"recorded\":2,\"not_recorded\":[{\"line\":3,\"outcome\":\"rejected\",")
        .contains("{\"line\":4,\"outcome\":\"rejected\",\"reason\":\"Bucket other is not watched");
    await().untilAsserted(() -> assertThat(files("many/a/")).containsExactly("2"));
  }

  @Test
  void aThousandLinesAreOneRequest() {
    var body =
        IntStream.range(0, 1000)
            .mapToObj(i -> ServiceFixture.event("lab", "thousand/a/" + i).replace("\"arn", "\"a"))
            .map(line -> line.replaceAll("\"requester.*Put", "\"reason\":\"Put"))
            .collect(Collectors.joining("\n"));
    var answer = post(body, NDJSON);
    assertThat(answer.body()).isEqualTo("{\"recorded\":1000,\"not_recorded\":[]}");
    assertThat(answer.statusCode()).isEqualTo(200);
    await().untilAsserted(() -> assertThat(files("thousand/a/")).containsExactly("1000"));
  }

  @Test
  void whatIsNoNoticeIsRefusedAsAProblem() {
    var answer = post("{\"hello\":1}", JSON);
    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.body())
        .isEqualTo(
            "{\"title\":\"Unprocessable Content\",\"status\":422,\"detail\":\"body = hello: it must"
                + " be a notice with detail-type or Records. Send only notices of S3 here; one that"
                + " was sent by mistake can be deleted.\"}");
    assertThat(post("[".repeat(100_000), JSON).statusCode()).isEqualTo(422);
    assertThat(post("{}", "Content-Type", "text/plain").statusCode()).isEqualTo(415);
    assertThat(fixture.get(events).statusCode()).isEqualTo(405);
    assertThat(fixture.get(events.resolve("/api/v1/nothing")).statusCode()).isEqualTo(404);
    assertThat(fixture.get(events.resolve("/api/v1/nothing")).body()).contains("\"status\":404");
  }

  @Test
  void aBodyThatIsTooLargeIsRefused() {
    assertThat(post("x".repeat(513 * 1024), NDJSON).statusCode()).isEqualTo(413);
    assertThat(post("x\n".repeat(10_001), NDJSON).statusCode()).isEqualTo(413);
  }

  @Test
  void moreThanCanBeHeldIsToldToComeLater() throws IOException {
    try (var first = slowUpload();
        var second = slowUpload()) {
      assertThat(first.isConnected() && second.isConnected()).isTrue();
      await()
          .untilAsserted(
              () -> {
                var answer = post(ServiceFixture.event("lab", "busy/a/x.txt"), JSON);
                assertThat(answer.statusCode()).isEqualTo(503);
                assertThat(answer.headers().firstValue("Retry-After")).contains("1");
              });
    }
    await()
        .untilAsserted(
            () ->
                assertThat(post(ServiceFixture.event("lab", "busy/a/x.txt"), JSON).statusCode())
                    .isEqualTo(200));
  }

  /** Announces half of what may be held, and sends none of it. */
  private static Socket slowUpload() throws IOException {
    var socket = new Socket(events.getHost(), events.getPort());
    socket
        .getOutputStream()
        .write(
            """
            POST /api/v1/events HTTP/1.1\r
            Host: 127.0.0.1\r
            Content-Type: application/x-ndjson\r
            Content-Length: %d\r
            \r
            """
                .formatted(512 * 1024 - 4096)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static HttpResponse<String> post(String body, String... headers) {
    return fixture.send("POST", events, body, headers);
  }

  /** Read at once, with no waiting: what was answered is durable. */
  private static int recordedBy(String prefix) {
    return fixture
        .query(
            "SELECT 1 FROM event_journal WHERE position('%s' in encode(event_payload, 'escape')) > 0"
                .formatted(prefix))
        .size();
  }

  private static List<String> files(String prefix) {
    return fixture.query("SELECT files FROM open_batch WHERE prefix = '%s'".formatted(prefix));
  }
}
