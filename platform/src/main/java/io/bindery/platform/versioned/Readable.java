package io.bindery.platform.versioned;

import io.bindery.platform.failure.Causes;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * What was read of a value that is stored. Another version of Bindery may have written it, by other
 * bounds, or somebody's hand: one that cannot be read is set aside with its reason, and the others
 * are in force.
 *
 * @param value absent if it cannot be read
 * @param broken why it cannot
 */
@SuppressWarnings("JavaLangClash")
public record Readable<T>(Optional<T> value, Optional<String> broken) {
  /** Reads a value. Whatever its reader throws is a fault of the value. */
  public static <T> Readable<T> of(Callable<T> reader) {
    try {
      return new Readable<>(Optional.of(reader.call()), Optional.empty());
    } catch (StackOverflowError | OutOfMemoryError e) {
      return new Readable<>(
          Optional.empty(), Optional.of("It is too large, or nested too deeply: simplify it."));
    } catch (Exception e) {
      return new Readable<>(Optional.empty(), Optional.of(Causes.text(e)));
    }
  }
}
