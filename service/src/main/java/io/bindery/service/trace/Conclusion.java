package io.bindery.service.trace;

import io.bindery.service.trace.Trace.Status;
import java.util.Optional;

/**
 * Where a way ends, or has come to.
 *
 * @param words a sentence
 * @param wayOut sentences on what to do
 * @param rule by which it ended there, if it was one
 */
record Conclusion(Status status, String words, Optional<String> wayOut, Optional<EndRule> rule) {
  static Conclusion of(Status status, String words) {
    return new Conclusion(status, words, Optional.empty(), Optional.empty());
  }

  static Conclusion of(Status status, String words, String wayOut) {
    return new Conclusion(status, words, Optional.of(wayOut), Optional.empty());
  }

  /** The same, ended by a rule. */
  Conclusion by(EndRule endedBy) {
    return new Conclusion(status, words, wayOut, Optional.of(endedBy));
  }
}
