package io.bindery.router.source;

import io.bindery.platform.tracing.TraceContext;
import java.time.Duration;
import java.util.Optional;

/**
 * What a source made of an event, to be kept.
 *
 * @param key the same each time the event comes
 * @param description for the packager; absent if the event is only noted
 * @param words what is noted
 * @param rest what is waited for, if anything
 * @param trace where the event belongs in a trace
 */
public record SourceEvent(
    String source,
    String key,
    Optional<String> description,
    Optional<String> words,
    Optional<Rest> rest,
    Optional<TraceContext> trace) {

  /** A folder that must come to rest before it is packaged. */
  public record Rest(Folder folder, Duration quiet, Optional<Duration> maxWait) {}

  /** The same, in the trace of the message that it came in. */
  SourceEvent in(Optional<TraceContext> context) {
    return new SourceEvent(source, key, description, words, rest, context);
  }
}
