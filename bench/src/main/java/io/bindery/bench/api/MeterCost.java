package io.bindery.bench.api;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.telemetry.Meters;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TracingSettings;
import io.bindery.service.config.ConfigLoader;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What it costs to count, and to make a span.
 *
 * @param counterNanos of one count
 * @param spanNanos of one span, from its beginning until it waits to be sent
 */
record MeterCost(double counterNanos, double spanNanos) {
  private static final int WARM = 3;
  private static final int COUNTS = 5_000_000;
  private static final int SPANS = 100_000;

  static MeterCost measure() {
    var config = ConfigLoader.load(Optional.empty(), ConfigFactory.empty());
    var system =
        ActorSystem.<Void>create(
            Behaviors.empty(),
            "meters",
            ConfigFactory.parseString("akka.actor.provider = local").withFallback(config));
    try {
      var spans = Spans.get(system);
      spans.start(new Sink(), TracingSettings.from(config));
      return new MeterCost(
          best(() -> counts(Meters.get(system)), COUNTS), best(() -> spans(spans), SPANS));
    } finally {
      system.terminate();
      system.getWhenTerminated().toCompletableFuture().join();
    }
  }

  /** The least of a few runs: what another process took of the processors is not its cost. */
  private static double best(Runnable work, int times) {
    double best = Double.MAX_VALUE;
    for (int i = 0; i <= WARM; i++) {
      long start = System.nanoTime();
      work.run();
      best = Math.min(best, (double) (System.nanoTime() - start) / times);
    }
    return best;
  }

  private static void counts(Meters meters) {
    var counter = meters.counter("bindery.bench", "Counted to measure what that costs.");
    for (int i = 0; i < COUNTS; i++) {
      counter.increment();
    }
  }

  private static void spans(Spans spans) {
    for (int i = 0; i < SPANS; i++) {
      var unused =
          spans
              .begin("bench", Optional.empty(), Map.of())
              .until(CompletableFuture.completedFuture(i));
    }
  }

  /** Takes them at once. */
  private static final class Sink implements SpanExporter {
    private final AtomicLong taken = new AtomicLong();

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      taken.addAndGet(spans.size());
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
