package io.bindery.platform.tracing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A span that has begun and may end hours later on another node: events hold it until then, so that
 * nothing else need remember it.
 *
 * @param context the span's own
 * @param causes what led to it, at most {@value #CAUSES}. It goes on with the trace of the first,
 *     which is its parent, and links to the others
 */
public record OpenSpan(
    TraceContext context, @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TraceContext> causes) {
  /** A batch may have millions of notices. */
  static final int CAUSES = 16;

  public OpenSpan {
    Objects.requireNonNull(context, "context");
    causes = causes.stream().distinct().limit(CAUSES).toList();
  }

  /** One that cannot be read is none. */
  @JsonCreator
  static OpenSpan read(
      @JsonProperty("context") TraceContext context,
      @JsonProperty("causes") List<TraceContext> causes) {
    return context == null
        ? null
        : new OpenSpan(
            context,
            causes == null ? List.of() : causes.stream().filter(Objects::nonNull).toList());
  }

  /** What it is a child of; nothing if it began a trace. */
  public Optional<TraceContext> parent() {
    return causes.stream().findFirst().filter(it -> it.traceId().equals(context.traceId()));
  }

  List<TraceContext> links() {
    return causes.stream().skip(parent().isPresent() ? 1 : 0).toList();
  }

  /** Whether no more causes are remembered. */
  @JsonIgnore
  public boolean isFull() {
    return causes.size() == CAUSES;
  }

  /** The same span with the causes of another one that would have begun. */
  public OpenSpan joined(OpenSpan other) {
    return isFull()
        ? this
        : new OpenSpan(context, Stream.concat(causes.stream(), other.causes().stream()).toList());
  }

  /** Whether it is somebody else's span, which this node only hands on. */
  boolean isForeign() {
    return causes.contains(context);
  }
}
