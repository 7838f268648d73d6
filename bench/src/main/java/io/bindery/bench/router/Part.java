package io.bindery.bench.router;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One measurement, or why there is none.
 *
 * @param seen what was measured
 * @param reason why it was not; empty if it was
 */
record Part<T>(Optional<T> seen, String reason) {
  static <T> Part<T> of(T seen) {
    return new Part<>(Optional.of(seen), "");
  }

  static <T> Part<T> missing(String reason) {
    return new Part<>(Optional.empty(), reason);
  }

  /** Measures; what fails leaves the other measurements as they are. */
  static <T> Part<T> measure(Supplier<T> measurement) {
    try {
      return of(measurement.get());
    } catch (BenchException e) {
      var cause = e.getCause() == null ? "" : " (" + e.getCause() + ")";
      return missing(e.getMessage() + cause);
    }
  }

  <R> Part<R> map(Function<T, R> figure) {
    return new Part<>(seen.map(figure), reason);
  }
}
