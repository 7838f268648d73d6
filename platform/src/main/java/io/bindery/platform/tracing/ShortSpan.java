package io.bindery.platform.tracing;

import io.bindery.platform.failure.Causes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** A span around work that this node does and ends. */
public final class ShortSpan {
  private final Spans spans;
  private final String name;
  private final EndedSpan.Kind kind;
  private final Optional<OpenSpan> span;
  private final Map<String, Object> attributes;
  private final Instant start = Instant.now();

  ShortSpan(
      Spans spans,
      String name,
      EndedSpan.Kind kind,
      Optional<OpenSpan> span,
      Map<String, Object> attributes) {
    this.spans = spans;
    this.name = name;
    this.kind = kind;
    this.span = span;
    this.attributes = attributes;
  }

  /** Where that belongs in its trace which comes of the work. */
  public Optional<TraceContext> context() {
    return span.map(OpenSpan::context);
  }

  /** Ends with the work. */
  public <T> CompletionStage<T> until(CompletionStage<T> work) {
    return span.isEmpty()
        ? work
        : work.whenComplete(
            (done, failure) ->
                spans.end(
                    new EndedSpan(
                        name,
                        kind,
                        span.get(),
                        start,
                        Instant.now(),
                        attributes,
                        Optional.ofNullable(failure).map(Causes::text))));
  }
}
