package io.bindery.router.operator;

import io.bindery.platform.failure.Causes;
import io.bindery.router.batch.Operated;
import java.util.List;
import java.util.stream.Stream;

/**
 * What became of an order to several batches.
 *
 * @param failures of the first that failed, in words
 */
record Tally(long found, long changed, long failed, List<String> failures) {
  static final Tally NOTHING = new Tally(0, 0, 0, List.of());
  private static final int SHOWN = 20;

  Tally {
    failures = failures.stream().limit(SHOWN).toList();
  }

  /** Of one batch. */
  static Tally of(String prefix, Operated done, Throwable failure) {
    return failure == null
        ? new Tally(1, done.changed() ? 1 : 0, 0, List.of())
        : new Tally(1, 0, 1, List.of(prefix + ": " + Causes.words(failure)));
  }

  Tally plus(Tally other) {
    return new Tally(
        found + other.found,
        changed + other.changed,
        failed + other.failed,
        Stream.concat(failures.stream(), other.failures.stream()).toList());
  }
}
