package io.bindery.packager.assembly;

import akka.Done;
import io.bindery.platform.tracing.ShortSpan;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.spi.LoggingEventBuilder;

/** The spans of one assembly: of its listing and hashing, which overlap, and of its manifest. */
final class AssemblySpans {
  private final Spans spans;
  private final Optional<TraceContext> trace;
  private final CompletableFuture<Done> listed = new CompletableFuture<>();

  AssemblySpans(Spans spans, Optional<TraceContext> trace) {
    this.spans = spans;
    this.trace = trace;
  }

  /** Begins the span of a part. */
  ShortSpan begin(String part) {
    return spans.begin(part, trace, Map.of());
  }

  /** A line of the log, in this trace. */
  LoggingEventBuilder in(LoggingEventBuilder line) {
    return trace.map(it -> line.addKeyValue("trace_id", it.traceId())).orElse(line);
  }

  /** Listing begins; it ends with {@link #listed()}, or with the failure of the work. */
  <T> CompletionStage<T> listing(CompletionStage<T> work) {
    var unused = begin("list").until(listed);
    return work.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            listed.completeExceptionally(failure);
          }
        });
  }

  /** The listing is at its end. */
  void listed() {
    listed.complete(Done.done());
  }
}
