package io.bindery.platform.tracing;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.stream.BoundedSourceQueue;
import akka.stream.QueueOfferResult;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.micrometer.core.instrument.Counter;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Spans on their way to the exporter, one call at a time. Nobody waits for it: what does not fit
 * into the queue is dropped and counted, and so is what a call could not export.
 */
final class SpanQueue implements SpanProcessor {
  private static final int CALL_SPANS = 512;
  private static final Duration GATHER = Duration.ofSeconds(1);

  /** The end of the service does not wait longer for what is left. */
  private static final Duration LAST = Duration.ofSeconds(2);

  private final SpanExporter exporter;
  private final BoundedSourceQueue<SpanData> queue;
  private final CompletionStage<Done> ended;
  private final Counter exported;
  private final Counter failed;
  private final Counter dropped;

  SpanQueue(ActorSystem<?> system, SpanExporter exporter, int size) {
    this.exporter = exporter;
    this.exported = TraceMeters.spans(system, "exported");
    this.failed = TraceMeters.spans(system, "failed");
    this.dropped = TraceMeters.spans(system, "dropped");
    var running =
        Source.<SpanData>queue(size)
            .groupedWithin(CALL_SPANS, GATHER)
            .mapAsync(1, this::export)
            .toMat(Sink.ignore(), Keep.both())
            .run(system);
    this.queue = running.first();
    this.ended = running.second();
  }

  private CompletionStage<Done> export(List<SpanData> spans) {
    var call = new CompletableFuture<Done>();
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(
        () -> {
          (result.isSuccess() ? exported : failed).increment(spans.size());
          call.complete(Done.done());
        });
    return call;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!queue.offer(span.toSpanData()).equals(QueueOfferResult.enqueued())) {
      dropped.increment();
    }
  }

  /** Done when all is exported or given up. */
  CompletionStage<Done> flush() {
    queue.complete();
    return ended
        .toCompletableFuture()
        .completeOnTimeout(Done.done(), LAST.toMillis(), TimeUnit.MILLISECONDS)
        .exceptionally(failure -> Done.done());
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public boolean isStartRequired() {
    return false;
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    // Only the end counts.
  }
}
