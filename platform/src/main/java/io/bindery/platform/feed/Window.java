package io.bindery.platform.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The last changes, as all followers of a node share them. A follower has no buffer of its own: it
 * is a place in here, or one that fell out and reads the database.
 *
 * @param before the change before the first of them
 * @param items in order, without a gap
 * @param id of an item
 */
record Window<E>(FeedId before, List<E> items, Function<E, FeedId> id) {
  /** How many there are at most. */
  static final int LONGEST = 2_000;

  FeedId newest() {
    return items.isEmpty() ? before : id.apply(items.get(items.size() - 1));
  }

  /** With more at its end. */
  Window<E> plus(List<E> more) {
    var all = new ArrayList<E>(items.size() + more.size());
    all.addAll(items);
    all.addAll(more);
    int out = Math.max(0, all.size() - LONGEST);
    return out == 0
        ? new Window<>(before, all, id)
        : new Window<>(id.apply(all.get(out - 1)), List.copyOf(all.subList(out, all.size())), id);
  }

  /** What comes after a change; nothing if that one is not in here. */
  Optional<List<E>> after(FeedId of, int limit) {
    long index = of.position() - before.position();
    if (index < 0 || index > items.size()) {
      return Optional.empty();
    }
    int begin = (int) index;
    var there = begin == 0 ? before : id.apply(items.get(begin - 1));
    return there.equals(of)
        ? Optional.of(items.subList(begin, Math.min(items.size(), begin + limit)))
        : Optional.empty();
  }
}
