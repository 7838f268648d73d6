package io.bindery.packager.browse;

import java.util.function.Function;

/** What was asked of a manifest, or how far its first reading is. */
public sealed interface Answer<T> {
  /** The manifest has an index, and this is the answer. */
  record Known<T>(T value) implements Answer<T> {}

  /** The manifest is being read: ask again. */
  record NotYet<T>(IndexProgress.Seen progress) implements Answer<T> {}

  /** The same answer, in another form. */
  default <R> Answer<R> map(Function<T, R> change) {
    return this instanceof Known<T> known
        ? new Known<>(change.apply(known.value()))
        : new NotYet<>(((NotYet<T>) this).progress());
  }
}
