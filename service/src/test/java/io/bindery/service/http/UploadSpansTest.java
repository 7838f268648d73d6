package io.bindery.service.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bindery.localaws.otlp.Collector;
import io.bindery.localaws.otlp.WireSpan;
import io.bindery.service.BinderyService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/** The spans of the way from the notice of an upload to the revision, as a collector gets them. */
class UploadSpansTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SENDER = "00f067aa0ba902b7";
  private static final String OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String OTHER_SENDER = "b7ad6b7169203331";

  private final ServiceFixture fixture = new ServiceFixture();
  private final Collector collector = new Collector();

  @AfterEach
  void stop() {
    fixture.close();
    collector.close();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(90));
  }

  private BinderyService start(URI endpoint) {
    return fixture.start(
        """
        bindery.router {
          default-policy.trigger { quiet = 1 hour }
          announce { bus = "", packager-queue-url = "%s" }
        }
        bindery.router.sources.custom = [{
          name = "lims"
          EventPattern { source = ["com.example.lims"] }
          InputTransformer {
            InputPathsMap { folder = "$.detail.folder" }
            InputTemplate = "{\\"source_prefix\\": <folder>}"
          }
        }]
        bindery.packager { sources = ["lab"], registries = ["lab"] }
        bindery.telemetry.otlp { endpoint = "%s", timeout = 1 s, queue-size = 100 }
        """
            .formatted(fixture.queue("packager"), endpoint));
  }

  private void notice(String key, String traceparent) {
    send(ServiceFixture.event("lab", key), traceparent);
  }

  private void send(String message, String traceparent) {
    var url = fixture.queue("notices");
    fixture
        .aws
        .sqs()
        .sendMessage(
            r ->
                r.queueUrl(url)
                    .messageBody(message)
                    .messageAttributes(
                        Map.of(
                            "traceparent",
                            MessageAttributeValue.builder()
                                .dataType("String")
                                .stringValue(traceparent)
                                .build())))
        .join();
  }

  private JsonNode first(BinderyService service, String path, String list) {
    try {
      var answer = fixture.get(service.api().orElseThrow().resolve("/api/v1/" + path));
      return JSON.readTree(answer.body()).path(list).path(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void flush(BinderyService service) {
    var answer =
        fixture.send(
            "POST",
            service.api().orElseThrow().resolve("/api/v1/batches/flush"),
            "{\"bucket\": \"lab\", \"prefix\": \"study/run-1/\"}",
            "Content-Type",
            "application/json");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private Optional<WireSpan> span(String name, String parentId) {
    return collector.spans().stream()
        .filter(span -> span.name().equals(name) && span.parentId().equals(parentId))
        .findFirst();
  }

  private WireSpan child(WireSpan parent, String name) {
    eventually().until(() -> span(name, parent.spanId()).isPresent());
    var span = span(name, parent.spanId()).orElseThrow();
    assertThat(span.traceId()).as(name).isEqualTo(TRACE);
    return span;
  }

  /** The node is another one when the batch closes: all that it knows stands in the journal. */
  @Test
  void oneTraceGoesFromTheNoticeToTheRevisionThroughARestart() {
    fixture.createWatchedBucket("lab");
    fixture.put("lab", "study/run-1/a.txt");
    fixture.put("lab", "study/run-1/b.txt");
    var log = new ListAppender<ILoggingEvent>();
    var root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    log.start();
    root.addAppender(log);
    try {
      try (var service = start(collector.endpoint())) {
        notice("study/run-1/a.txt", "00-" + TRACE + "-" + SENDER + "-01");
        eventually().until(() -> first(service, "batches", "batches").path("files").asInt() == 1);
        notice("study/run-1/b.txt", "00-" + OTHER_TRACE + "-" + OTHER_SENDER + "-01");
        eventually().until(() -> first(service, "batches", "batches").path("files").asInt() == 2);
        assertThat(first(service, "batches", "batches").path("trace_id").asText()).isEqualTo(TRACE);
        eventually().until(() -> span("process notices", OTHER_SENDER).isPresent());
        eventually().until(() -> span("process notices", SENDER).isPresent());
      }
      assertThat(collector.spans()).noneMatch(span -> span.name().equals("batch"));
      try (var service = start(collector.endpoint())) {
        flush(service);
        eventually()
            .until(
                () ->
                    first(service, "packages/jobs", "jobs").path("state").asText().equals("done"));
        assertThat(first(service, "packages/jobs", "jobs").path("trace_id").asText())
            .isEqualTo(TRACE);
        assertThat(first(service, "batches/closed", "batches").path("trace_id").asText())
            .isEqualTo(TRACE);
        assertSpans();
        assertThat(fixture.get(service.api().orElseThrow().resolve("/metrics")).body())
            .contains("bindery_spans_total{outcome=\"dropped\"} 0.0")
            .contains("bindery_health_part{part=\"telemetry.otlp\"} 1.0");
      }
      assertThat(List.copyOf(log.list))
          .filteredOn(line -> line.getFormattedMessage().matches("(batch|package) .*"))
          .extracting(UploadSpansTest::traceId)
          .hasSizeGreaterThanOrEqualTo(3)
          .containsOnly(TRACE);
    } finally {
      root.detachAppender(log);
    }
  }

  private static String traceId(ILoggingEvent line) {
    return Optional.ofNullable(line.getKeyValuePairs()).orElse(List.<KeyValuePair>of()).stream()
        .filter(pair -> pair.key.equals("trace_id"))
        .map(pair -> pair.value.toString())
        .findFirst()
        .orElse(line.getFormattedMessage());
  }

  private void assertSpans() {
    var notice = span("process notices", SENDER).orElseThrow();
    var batch = child(notice, "batch");
    var other = span("process notices", OTHER_SENDER).orElseThrow();
    assertThat(other.traceId()).isEqualTo(OTHER_TRACE);
    assertThat(batch.links()).containsExactly(other.spanId());
    assertThat(batch.attributes())
        .containsEntry("aws.s3.bucket", "lab")
        .containsEntry("bindery.prefix", "study/run-1/")
        .containsEntry("bindery.batch.reason", "flush");
    // Begun before the restart, ended after it.
    assertThat(batch.start()).isBefore(other.end());
    assertThat(batch.end()).isAfter(other.end());
    var announcement = child(batch, "publish packager-queue");
    var description = child(announcement, "process packager");
    var job = child(description, "job");
    assertThat(job.attributes())
        .containsEntry("bindery.package.registry", "lab")
        .containsEntry("bindery.package.name", "study/run-1")
        .containsEntry("bindery.job.outcome", "done");
    var assembly = child(job, "assemble");
    for (var part : List.of("list", "hash", "manifest")) {
      var span = child(assembly, part);
      assertThat(span.start()).as(part).isAfterOrEqualTo(assembly.start());
      assertThat(span.end()).as(part).isBeforeOrEqualTo(assembly.end());
    }
    child(job, "push");
    child(job, "publish package-revision");
    assertThat(collector.spans())
        .extracting(WireSpan::spanId)
        .doesNotHaveDuplicates()
        .hasSizeGreaterThanOrEqualTo(11);
  }

  /** A description waits in the outbox, and is sent by another node maybe. */
  @Test
  void anEventOfASourceIsInTheTraceOfItsJob() {
    fixture.createWatchedBucket("lab");
    fixture.put("lab", "study/run-1/a.txt");
    try (var service = start(collector.endpoint())) {
      send(
          """
          {"version": "0", "id": "e-1", "source": "com.example.lims", "detail-type": "Run ended",
           "account": "000000000000", "region": "us-east-1", "time": "2026-01-01T00:00:00Z",
           "resources": [], "detail": {"folder": "s3://lab/study/run-1/"}}
          """,
          "00-" + TRACE + "-" + SENDER + "-01");
      eventually()
          .until(
              () -> first(service, "packages/jobs", "jobs").path("state").asText().equals("done"));
      eventually().until(() -> span("process notices", SENDER).isPresent());
      var sent = child(span("process notices", SENDER).orElseThrow(), "publish description");
      assertThat(sent.attributes()).containsEntry("bindery.source", "lims");
      child(child(sent, "process packager"), "job");
    }
  }

  /** With a collector that does nothing, all goes on, ends in time, and says so. */
  @Test
  void aCollectorThatDoesNothingDelaysNothing() {
    fixture.createWatchedBucket("lab");
    fixture.put("lab", "study/run-1/a.txt");
    collector.freeze(true);
    var service = start(collector.endpoint());
    long began;
    try {
      notice("study/run-1/a.txt", "nonsense");
      eventually().until(() -> first(service, "batches", "batches").path("files").asInt() == 1);
      flush(service);
      eventually()
          .until(
              () -> first(service, "packages/jobs", "jobs").path("state").asText().equals("done"));
      var health = service.api().orElseThrow().resolve("/api/v1/health");
      eventually()
          .until(
              () -> {
                var part = part(fixture.get(health).body());
                return !part.path("state").asText("up").equals("up");
              });
      assertThat(fixture.get(service.api().orElseThrow().resolve("/metrics")).body())
          .contains("bindery_trace_contexts_refused_total 1.0");
    } finally {
      began = System.nanoTime();
      service.close();
    }
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)).isLessThan(60);
  }

  private static JsonNode part(String health) {
    try {
      for (var part : JSON.readTree(health).path("parts")) {
        if (part.path("name").asText().equals("telemetry.otlp")) {
          return part;
        }
      }
      return JSON.createObjectNode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
