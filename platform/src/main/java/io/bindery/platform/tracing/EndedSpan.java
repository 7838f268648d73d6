package io.bindery.platform.tracing;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A piece of work that is over.
 *
 * @param name what kind of work it was, one of few: no keys or ids
 * @param span its place
 * @param attributes texts, which are cut after some length, or whole numbers; no secrets
 * @param failure why it failed, if it did; cut likewise
 */
public record EndedSpan(
    String name,
    Kind kind,
    OpenSpan span,
    Instant start,
    Instant end,
    Map<String, Object> attributes,
    Optional<String> failure) {
  /** On which side of a message the work was done. */
  public enum Kind {
    /** Inside the service. */
    INTERNAL,
    /** It handled a message. */
    CONSUMER,
    /** It sent one. */
    PRODUCER
  }

  public EndedSpan {
    attributes = Map.copyOf(attributes);
  }
}
