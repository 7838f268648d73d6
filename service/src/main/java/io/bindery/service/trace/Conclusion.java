package io.bindery.service.trace;

import io.bindery.service.trace.Trace.Status;
import java.util.Optional;

/**
 * Where a way ends, or has come to.
 *
 * @param words a sentence
 * @param wayOut sentences on what to do
 */
record Conclusion(Status status, String words, Optional<String> wayOut) {
  static Conclusion of(Status status, String words) {
    return new Conclusion(status, words, Optional.empty());
  }

  static Conclusion of(Status status, String words, String wayOut) {
    return new Conclusion(status, words, Optional.of(wayOut));
  }
}
