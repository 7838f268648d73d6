package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The trace of a request goes on in what comes of it, in a job done again, in a dead letter. */
class RequestTracesTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SENDER = "00f067aa0ba902b7";

  private static ServiceFixture fixture;
  private static BinderyService service;

  @BeforeAll
  static void start() {
    fixture = new ServiceFixture();
    fixture.createWatchedBucket("lab");
    fixture.put("lab", "folder/file.txt");
    service =
        fixture.start(
            """
            bindery.packager { sources = [lab], registries = [lab], descriptions = strict }
            """);
  }

  @AfterAll
  static void stop() {
    service.close();
    fixture.close();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(1));
  }

  private static String traceparent(String trace) {
    return "00-" + trace + "-" + SENDER + "-01";
  }

  private static JsonNode send(String method, String path, String body, String... headers) {
    var answer =
        fixture.send(method, service.api().orElseThrow().resolve("/api/v1/" + path), body, headers);
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    try {
      return JSON.readTree(answer.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode post(String path, String type, String body, String trace) {
    return send(
        "POST",
        path,
        body,
        "Content-Type",
        "application/" + type,
        "traceparent",
        traceparent(trace));
  }

  private static JsonNode ended(String jobId) {
    var path = "packages/jobs/" + jobId;
    eventually().until(() -> send("GET", path, "").hasNonNull("finished_at"));
    return send("GET", path, "");
  }

  @Test
  void aJobIsInTheTraceOfItsRequestAndOneThatDoesItAgainToo() {
    var trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    var job =
        post(
                "packages",
                "json",
                """
                {"source_prefix": "s3://lab/folder/", "registry": "lab", "package_name": "a/traced"}
                """,
                trace)
            .path("job_id")
            .asText();
    assertThat(ended(job).path("trace_id").asText()).isEqualTo(trace);
    var again =
        send("POST", "packages/jobs/" + job + "/retry", "{}", "Content-Type", "application/json")
            .path("job_id")
            .asText();
    assertThat(again).isNotEqualTo(job);
    assertThat(ended(again).path("trace_id").asText()).isEqualTo(trace);
  }

  @Test
  void aPackageOfNamedEntriesIsInTheTraceOfItsRequest() {
    var trace = "0af7651916cd43dd8448eb211c80319c";
    var job =
        post(
                "packages:construct",
                "x-ndjson",
                """
                {"bucket": "lab", "name": "a/named"}
                {"logical_key": "f", "physical_key": "s3://lab/folder/file.txt"}
                """,
                trace)
            .path("job_id")
            .asText();
    assertThat(ended(job).path("trace_id").asText()).isEqualTo(trace);
  }

  @Test
  void aBatchIsInTheTraceOfTheRequestThatBroughtItsNotice() {
    var trace = "1af7651916cd43dd8448eb211c80319c";
    post("events", "json", ServiceFixture.event("lab", "by/hand/a.txt"), trace);
    eventually()
        .untilAsserted(
            () ->
                assertThat(send("GET", "batches", "").findValuesAsText("trace_id"))
                    .contains(trace));
  }

  @Test
  void aRequestWithTwoTracesIsRefused() {
    var answer =
        fixture.send(
            "GET",
            service.api().orElseThrow().resolve("/api/v1/batches"),
            "",
            "traceparent",
            traceparent("1af7651916cd43dd8448eb211c80319c"),
            "traceparent",
            traceparent("2af7651916cd43dd8448eb211c80319c"));
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"field\":\"traceparent\"");
  }

  @Test
  void aDeadLetterIsSentBackInItsTrace() {
    var trace = "3af7651916cd43dd8448eb211c80319c";
    var url = fixture.queue("notices");
    fixture
        .aws
        .sqs()
        .sendMessage(
            r ->
                r.queueUrl(url)
                    .messageBody("{\"no\": \"notice\"}")
                    .messageAttributes(
                        Map.of(
                            "traceparent",
                            MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(traceparent(trace))
                                .build())))
        .join();
    var first = deadLetter("");
    assertThat(header(first)).contains("Root=1-" + trace.substring(0, 8));
    send(
        "POST",
        "dead-letters/redrive",
        "{\"queue\": \"router\", \"ids\": [\"%s\"]}".formatted(first.messageId()),
        "Content-Type",
        "application/json");
    assertThat(header(deadLetter(first.messageId()))).isEqualTo(header(first));
  }

  private static String header(Message message) {
    return message.attributesAsStrings().getOrDefault("AWSTraceHeader", "none");
  }

  /** The letter in the router's dead-letter queue, once it is another one than before. */
  @SuppressWarnings("deprecation") // the name of today is not known to every server
  private static Message deadLetter(String before) {
    var url = fixture.queue("notices-dead");
    return eventually()
        .until(
            () ->
                fixture
                    .aws
                    .sqs()
                    .receiveMessage(
                        r ->
                            r.queueUrl(url)
                                .visibilityTimeout(0)
                                .attributeNames(QueueAttributeName.ALL))
                    .join()
                    .messages()
                    .stream()
                    .filter(message -> !message.messageId().equals(before))
                    .findFirst(),
            found -> found.isPresent())
        .orElseThrow();
  }
}
