package io.bindery.bench.measure;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One measurement, or why there is none.
 *
 * @param seen what was measured
 * @param reason why it was not; empty if it was
 */
public record Part<T>(Optional<T> seen, String reason) {
  public static <T> Part<T> of(T seen) {
    return new Part<>(Optional.of(seen), "");
  }

  public static <T> Part<T> missing(String reason) {
    return new Part<>(Optional.empty(), reason);
  }

  /** Measures; what fails leaves the other measurements as they are. */
  public static <T> Part<T> measure(Supplier<T> measurement) {
    try {
      return of(measurement.get());
    } catch (BenchException e) {
      var cause = e.getCause() == null ? "" : " (" + e.getCause() + ")";
      return missing(e.getMessage() + cause);
    }
  }

  public <R> Part<R> map(Function<T, R> figure) {
    return new Part<>(seen.map(figure), reason);
  }

  /** A figure that may be missing although this is not. */
  public <R> Part<R> then(Function<T, Part<R>> figure) {
    return seen.map(figure).orElseGet(() -> missing(reason));
  }
}
