package io.bindery.router.source;

import io.bindery.platform.tracing.TraceContext;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the sources say of one message.
 *
 * @param wanted whether a source wants it, or it may be dropped
 * @param objects the places of the object events of the message that a source wants
 * @param refusal why the message cannot be used, if a source that wants it says so; or why none
 *     wants it
 */
public record Found(
    boolean wanted,
    Set<Integer> objects,
    Optional<String> refusal,
    List<SourceEvent> events,
    List<Folder> disturbed) {
  /** Nothing. */
  static final Found NOTHING = new Found(false, Set.of(), Optional.empty(), List.of(), List.of());

  /** The same, in the trace of the message. */
  public Found in(Optional<TraceContext> trace) {
    return trace.isEmpty()
        ? this
        : new Found(
            wanted,
            objects,
            refusal,
            events.stream().map(event -> event.in(trace)).toList(),
            disturbed);
  }

  /** Whether there is something to be kept. */
  public boolean toKeep() {
    return !events.isEmpty() || !disturbed.isEmpty();
  }
}
