package io.bindery.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.localaws.otlp.Collector;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.PartView;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes over the wire, and a collector that does not do its work. */
class OtlpExporterTest {
  private static final TraceContext CAUSE =
      new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00.123456789Z");

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString(
                  "akka.actor.provider = local, bindery.health.look-every = 200 ms")
              .withFallback(ConfigFactory.load()));
  private final Spans spans = Spans.get(kit.system());
  private final Collector collector = new Collector();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
    collector.close();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(1));
  }

  private void start(URI endpoint) {
    spans.start(
        new TracingSettings(
            Optional.of(endpoint),
            Map.of("Authorization", "Bearer secret"),
            Duration.ofSeconds(1),
            100,
            1,
            "bindery at home"),
        "1.2.3");
  }

  private OpenSpan span() {
    var span = spans.open(Optional.of(CAUSE)).orElseThrow();
    spans.end(
        new EndedSpan(
            "batch",
            EndedSpan.Kind.INTERNAL,
            span,
            T0,
            T0.plusMillis(5),
            Map.of("bindery.batch.id", "b1"),
            Optional.empty()));
    return span;
  }

  private PartView health() {
    return Health.get(kit.system()).parts().stream()
        .filter(part -> part.name().equals("telemetry.otlp"))
        .findFirst()
        .orElseThrow();
  }

  private double count(String outcome) {
    return TraceMeters.spans(kit.system(), outcome).count();
  }

  @Test
  void spansArePosted() {
    start(collector.endpoint());
    var span = span();
    eventually().until(() -> !collector.spans().isEmpty());
    assertThat(collector.spans())
        .singleElement()
        .satisfies(
            wire -> {
              assertThat(wire.service()).isEqualTo("bindery at home");
              assertThat(wire.name()).isEqualTo("batch");
              assertThat(wire.traceId()).isEqualTo(CAUSE.traceId());
              assertThat(wire.spanId()).isEqualTo(span.context().spanId());
              assertThat(wire.parentId()).isEqualTo(CAUSE.spanId());
              assertThat(wire.start()).isEqualTo(T0);
              assertThat(wire.end()).isEqualTo(T0.plusMillis(5));
              assertThat(wire.attributes()).isEqualTo(Map.of("bindery.batch.id", "b1"));
            });
    assertThat(collector.posts())
        .allMatch(post -> post.path().equals("/v1/traces"))
        .allMatch(post -> post.contentType().equals("application/x-protobuf"))
        .allMatch(post -> post.authorization().orElse("").equals("Bearer secret"));
    eventually().until(() -> count("exported") == 1);
    eventually().until(() -> health().state().equals("up"));
    assertThat(health().required()).isFalse();
  }

  @Test
  void theCollectorIsLookedAtBeforeTheFirstSpan() {
    start(collector.endpoint());
    eventually().until(() -> health().state().equals("up"));
    assertThat(collector.spans()).isEmpty();
    collector.answers(503);
    eventually().until(() -> health().state().equals("broken"));
    assertThat(health().toString()).contains("bindery.telemetry.otlp.endpoint");
    collector.answers(200);
    eventually().until(() -> health().state().equals("up"));
  }

  @Test
  void anAnswerOfAnErrorIsCountedAndTold() {
    collector.answers(500);
    start(collector.endpoint());
    span();
    eventually().until(() -> count("failed") == 1);
    eventually().until(() -> health().state().equals("broken"));
    assertThat(Health.get(kit.system()).isReady()).isTrue();
    collector.answers(200);
    span();
    eventually().until(() -> count("exported") == 1);
  }

  @Test
  void aCollectorThatIsNotThereHarmsNothing() {
    var gone = new Collector();
    gone.close();
    start(gone.endpoint());
    span();
    eventually().until(() -> count("failed") == 1);
    eventually().until(() -> health().state().equals("broken"));
    assertThat(Health.get(kit.system()).isReady()).isTrue();
  }

  @Test
  void aFrozenCollectorHarmsNothing() {
    collector.freeze(true);
    start(collector.endpoint());
    // More than may wait: nobody is held up.
    for (int i = 0; i < 2_000; i++) {
      span();
    }
    eventually().until(() -> count("dropped") > 0 && count("failed") > 0);
    eventually().until(() -> !health().state().equals("up"));
    collector.freeze(false);
    eventually()
        .until(
            () -> {
              span();
              return count("exported") > 0;
            });
  }

  @Test
  void theEndpointIsTakenWithAndWithoutThePath() {
    for (var text : new String[] {"http://c:4318", "http://c:4318/", "http://c:4318/v1/traces"}) {
      assertThat(OtlpExporter.tracesAt(URI.create(text))).isEqualTo("http://c:4318/v1/traces");
    }
    assertThat(OtlpExporter.tracesAt(URI.create("https://c/otlp")))
        .isEqualTo("https://c/otlp/v1/traces");
  }
}
