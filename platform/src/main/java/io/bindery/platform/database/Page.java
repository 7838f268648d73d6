package io.bindery.platform.database;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A part of a list, each item with its place in it: whoever has to stop before the end of the page
 * still knows where to go on.
 *
 * @param rows in the order of the list
 * @param more whether there is something after them
 * @param reached how far was looked, if that is behind the last of the rows: a part that was hard
 *     to find may have few of them, or none
 */
public record Page<T>(List<Placed<T>> rows, boolean more, Optional<Cursor> reached) {

  /** An item and its place. */
  public record Placed<T>(Cursor at, T item) {}

  public Page {
    rows = List.copyOf(rows);
  }

  /** A part behind whose last row nothing was looked at. */
  public Page(List<Placed<T>> rows, boolean more) {
    this(rows, more, Optional.empty());
  }

  /**
   * The first items of a list that is in memory, up to a limit.
   *
   * @param all what comes after the page before
   */
  public static <T> Page<T> of(List<T> all, int limit, Function<T, Cursor> at) {
    return new Page<>(
        all.stream().limit(limit).map(item -> new Placed<>(at.apply(item), item)).toList(),
        all.size() > limit);
  }

  /** The items alone. */
  public List<T> items() {
    return rows.stream().map(Placed::item).toList();
  }

  /** Asks for the part after this one; nothing at the end. */
  public Optional<Cursor> next() {
    if (!more) {
      return Optional.empty();
    }
    return reached.or(
        () -> rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(rows.size() - 1).at()));
  }

  /** The same places with other items. */
  public <R> Page<R> map(Function<T, R> change) {
    return new Page<>(
        rows.stream().map(row -> new Placed<>(row.at(), change.apply(row.item()))).toList(),
        more,
        reached);
  }

  /** Only the first of it. */
  public Page<T> first(int count) {
    return count >= rows.size() ? this : new Page<>(rows.subList(0, count), true);
  }
}
