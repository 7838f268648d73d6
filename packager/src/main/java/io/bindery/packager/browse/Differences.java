package io.bindery.packager.browse;

import io.bindery.quilt.manifest.ManifestDiff.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What differs between the files of two indexes, which are walked side by side. Where the bytes are
 * does not count, as for the top hash.
 */
public final class Differences {
  /** How many pairs of files one part compares at most; the next part goes on behind them. */
  static final int MOST_COMPARED = 500_000;

  /**
   * One difference.
   *
   * @param before absent if it was added
   * @param after absent if it was removed
   */
  public record Difference(Kind kind, Optional<Listed.File> before, Optional<Listed.File> after) {}

  /**
   * A part of the differences.
   *
   * @param next where to go on; nothing at the end. A part may be empty and have one
   */
  public record Part(List<Difference> items, Optional<Place> next) {}

  /** Where two walks stand. */
  public record Place(long before, long after) {}

  private final FileWalk before;
  private final FileWalk after;

  private Differences(FileWalk before, FileWalk after) {
    this.before = before;
    this.after = after;
  }

  /**
   * From a place on.
   *
   * @return nothing if it is no place of these two
   */
  static Optional<Differences> of(ManifestIndex before, ManifestIndex after, Optional<Place> place)
      throws IOException {
    if (place.isEmpty()) {
      return Optional.of(new Differences(before.walk(), after.walk()));
    }
    var left = before.walk(place.get().before());
    var right = after.walk(place.get().after());
    return left.isPresent() && right.isPresent()
        ? Optional.of(new Differences(left.get(), right.get()))
        : Optional.empty();
  }

  /** The next ones. */
  Part part(int limit) throws IOException {
    var items = new ArrayList<Difference>();
    int compared = 0;
    boolean left = before.settle();
    boolean right = after.settle();
    while ((left || right) && items.size() < limit && compared++ < MOST_COMPARED) {
      int order = order(left, right);
      kind(order)
          .ifPresent(
              kind ->
                  items.add(
                      new Difference(
                          kind,
                          order <= 0 ? Optional.of(before.file()) : Optional.empty(),
                          order >= 0 ? Optional.of(after.file()) : Optional.empty())));
      left = order <= 0 ? moved(before) : left;
      right = order >= 0 ? moved(after) : right;
    }
    return new Part(
        items,
        left || right ? Optional.of(new Place(before.place(), after.place())) : Optional.empty());
  }

  /** How many there are of each kind, from here on. */
  Map<Kind, Long> count() throws IOException {
    var counts = new EnumMap<Kind, Long>(Kind.class);
    for (var kind : Kind.values()) {
      counts.put(kind, 0L);
    }
    boolean left = before.settle();
    boolean right = after.settle();
    while (left || right) {
      int order = order(left, right);
      kind(order).ifPresent(kind -> counts.merge(kind, 1L, Long::sum));
      left = order <= 0 ? moved(before) : left;
      right = order >= 0 ? moved(after) : right;
    }
    return counts;
  }

  private int order(boolean left, boolean right) {
    return !left ? 1 : !right ? -1 : FileWalk.compare(before, after);
  }

  private Optional<Kind> kind(int order) {
    if (order != 0) {
      return Optional.of(order < 0 ? Kind.REMOVED : Kind.ADDED);
    }
    if (!FileWalk.sameContent(before, after)) {
      return Optional.of(Kind.MODIFIED);
    }
    return FileWalk.sameMetadata(before, after) ? Optional.empty() : Optional.of(Kind.METADATA);
  }

  private static boolean moved(FileWalk walk) throws IOException {
    walk.advance();
    return walk.settle();
  }
}
