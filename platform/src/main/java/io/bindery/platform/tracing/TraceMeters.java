package io.bindery.platform.tracing;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;

/** What is counted of traces. */
final class TraceMeters {
  private TraceMeters() {}

  /**
   * Spans of a node.
   *
   * @param outcome {@code exported}, {@code failed} if the collector did not take them, or {@code
   *     dropped} if too many waited for it
   */
  static Counter spans(ActorSystem<?> system, String outcome) {
    return Meters.get(system)
        .counter(
            "bindery.spans",
            "Spans that were exported, not taken by the collector, or dropped.",
            "outcome",
            outcome);
  }

  /** Trace contexts of messages that do not follow their grammar. */
  static Counter refusedContexts(ActorSystem<?> system) {
    return Meters.get(system)
        .counter(
            "bindery.trace.contexts.refused",
            "Trace contexts of messages that could not be read, and were ignored.");
  }
}
