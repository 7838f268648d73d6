package io.bindery.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.telemetry.Meters;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SpansTest {
  private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
  private static final TraceContext CAUSE =
      new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  private final ActorTestKit kit =
      ActorTestKit.create(
          ConfigFactory.parseString("akka.actor.provider = local")
              .withFallback(ConfigFactory.load()));
  private final Spans spans = Spans.get(kit.system());
  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static TracingSettings settings(double sampling, int queue) {
    return new TracingSettings(
        Optional.empty(), Map.of(), Duration.ofSeconds(1), queue, sampling, "bindery");
  }

  private static EndedSpan ended(OpenSpan span, Map<String, Object> attributes) {
    return new EndedSpan(
        "batch",
        EndedSpan.Kind.INTERNAL,
        span,
        T0,
        T0.plusSeconds(7200),
        attributes,
        Optional.empty());
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofMinutes(1));
  }

  private double count(String outcome) {
    return TraceMeters.spans(kit.system(), outcome).count();
  }

  @Test
  void aSpanHasTheIdsAndTimesThatItsEventsHeld() {
    spans.start(exporter, settings(1, 100));
    var other = new TraceContext("%032x".formatted(7), "00f067aa0ba902b7", false);
    var span = spans.open(List.of(CAUSE, other)).orElseThrow();
    // Hours later, on another node, with what the journal has.
    spans.end(ended(new OpenSpan(span.context(), List.of(CAUSE, other)), Map.of("files", 3L)));
    eventually().until(() -> exporter.getFinishedSpanItems().size() == 1);
    var data = exporter.getFinishedSpanItems().get(0);
    assertThat(data.getTraceId()).isEqualTo(CAUSE.traceId());
    assertThat(data.getSpanId()).isEqualTo(span.context().spanId()).isNotEqualTo(CAUSE.spanId());
    assertThat(data.getParentSpanId()).isEqualTo(CAUSE.spanId());
    assertThat(data.getLinks())
        .extracting(link -> link.getSpanContext().getTraceId())
        .containsExactly(other.traceId());
    assertThat(data.getStartEpochNanos()).isEqualTo(T0.getEpochSecond() * 1_000_000_000L);
    assertThat(data.getEndEpochNanos() - data.getStartEpochNanos())
        .isEqualTo(Duration.ofHours(2).toNanos());
    assertThat(data.getAttributes().get(AttributeKey.longKey("files"))).isEqualTo(3);
    assertThat(data.getResource().getAttribute(AttributeKey.stringKey("service.name")))
        .isEqualTo("bindery");
  }

  @Test
  void withoutACauseATraceBegins() {
    spans.start(exporter, settings(1, 100));
    var one = spans.open(Optional.empty()).orElseThrow();
    var other = spans.open(Optional.empty()).orElseThrow();
    assertThat(one.context().traceId()).isNotEqualTo(other.context().traceId());
    spans.end(ended(one, Map.of()));
    eventually().until(() -> exporter.getFinishedSpanItems().size() == 1);
    var data = exporter.getFinishedSpanItems().get(0);
    assertThat(data.getTraceId()).isEqualTo(one.context().traceId());
    assertThat(data.getParentSpanContext().isValid()).isFalse();
  }

  @Test
  void foreignTextIsCut() {
    spans.start(exporter, settings(1, 100));
    var span = spans.open(Optional.empty()).orElseThrow();
    var prefix = "ü".repeat(100_000);
    spans.end(
        new EndedSpan(
            "batch",
            EndedSpan.Kind.PRODUCER,
            span,
            T0,
            T0,
            Map.of("bindery.prefix", prefix),
            Optional.of(prefix)));
    eventually().until(() -> exporter.getFinishedSpanItems().size() == 1);
    var data = exporter.getFinishedSpanItems().get(0);
    assertThat(data.getAttributes().get(AttributeKey.stringKey("bindery.prefix"))).hasSize(256);
    assertThat(data.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(data.getStatus().getDescription()).hasSize(256);
  }

  @Test
  void whatIsNotSampledIsHandedOnAndNotExported() {
    spans.start(exporter, settings(0, 100));
    var own = spans.open(Optional.empty()).orElseThrow();
    assertThat(own.context().sampled()).isFalse();
    var quiet = new TraceContext(CAUSE.traceId(), CAUSE.spanId(), false);
    assertThat(spans.open(Optional.of(quiet)).orElseThrow().context().sampled()).isFalse();
    spans.end(ended(own, Map.of()));
    // The sender wants its trace whole: the part is only of traces that begin here.
    var wanted = spans.open(Optional.of(CAUSE)).orElseThrow();
    spans.end(ended(wanted, Map.of()));
    eventually().until(() -> exporter.getFinishedSpanItems().size() == 1);
    assertThat(exporter.getFinishedSpanItems().get(0).getSpanId())
        .isEqualTo(wanted.context().spanId());
  }

  @Test
  void aPartOfTheTracesIsExported() {
    spans.start(exporter, settings(0.25, 100));
    long sampled =
        IntStream.range(0, 4_000)
            .filter(i -> spans.open(Optional.empty()).orElseThrow().context().sampled())
            .count();
    // Ten standard deviations.
    assertThat(sampled).isBetween(725L, 1_275L);
  }

  @Test
  void withoutAnExporterTheContextOfOthersIsHandedOnAsItCame() {
    assertThat(spans.open(Optional.empty())).isEmpty();
    var span = spans.open(List.of(CAUSE)).orElseThrow();
    assertThat(span.context()).isEqualTo(CAUSE);
    var push = spans.begin("push", Optional.of(CAUSE), Map.of());
    assertThat(push.context()).contains(CAUSE);
    var work = CompletableFuture.completedFuture("x");
    assertThat(push.until(work).toCompletableFuture().join()).isEqualTo("x");
    // Switched on before it ends: it is not this service's span.
    spans.start(exporter, settings(1, 100));
    spans.end(ended(span, Map.of()));
    var own = spans.open(Optional.of(CAUSE)).orElseThrow();
    spans.end(ended(own, Map.of()));
    eventually().until(() -> exporter.getFinishedSpanItems().size() == 1);
    assertThat(exporter.getFinishedSpanItems().get(0).getSpanId())
        .isEqualTo(own.context().spanId());
  }

  @Test
  void aSpanAroundWorkTellsOfItsFailure() {
    spans.start(exporter, settings(1, 100));
    var push = spans.begin("push", Optional.of(CAUSE), Map.of("job", "j1"));
    assertThat(push.context().orElseThrow().traceId()).isEqualTo(CAUSE.traceId());
    var failed = push.until(CompletableFuture.failedFuture(new IllegalStateException("no right")));
    assertThat(failed.toCompletableFuture()).isCompletedExceptionally();
    eventually().until(() -> exporter.getFinishedSpanItems().size() == 1);
    var data = exporter.getFinishedSpanItems().get(0);
    assertThat(data.getParentSpanId()).isEqualTo(CAUSE.spanId());
    assertThat(data.getStatus().getDescription()).isEqualTo("no right");
  }

  @Test
  void whatCannotBeReadIsCountedAndIsNone() {
    var refused = TraceMeters.refusedContexts(kit.system());
    assertThat(spans.received(Optional.empty(), Optional.empty())).isEmpty();
    assertThat(refused.count()).isZero();
    assertThat(spans.received(Optional.of("evil"), Optional.of("Root=evil"))).isEmpty();
    assertThat(refused.count()).isEqualTo(2);
    assertThat(spans.received(Optional.of("evil"), Optional.of(CAUSE.xRay()))).contains(CAUSE);
    assertThat(spans.received(Optional.of(CAUSE.w3c()), Optional.of("Root=evil"))).contains(CAUSE);
  }

  @Test
  void whatTheExporterDoesNotTakeIsDroppedAndCounted() {
    var begun = new CountDownLatch(1);
    var frozen =
        new SpanExporter() {
          private final CompletableResultCode answer = new CompletableResultCode();

          @Override
          public CompletableResultCode export(Collection<SpanData> some) {
            begun.countDown();
            return answer;
          }

          @Override
          public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
          }

          @Override
          public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
          }
        };
    spans.start(frozen, settings(1, 10));
    int all = 20_000;
    for (int i = 0; i < all; i++) {
      spans.end(ended(spans.open(Optional.of(CAUSE)).orElseThrow(), Map.of()));
    }
    assertThat(count("dropped")).isPositive();
    frozen.answer.fail();
    eventually().until(() -> count("dropped") + count("failed") == all);
    assertThat(count("exported")).isZero();
    assertThat(Meters.get(kit.system()).scrape())
        .contains("bindery_spans_total{outcome=\"dropped\"}");
  }
}
