package io.bindery.quilt.manifest;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** What differs between two manifests; both are read side by side, so memory does not matter. */
public final class ManifestDiff {
  private ManifestDiff() {}

  /** What became of an entry. */
  public enum Kind {
    ADDED,
    REMOVED,
    /** Other content: another size or hash. */
    MODIFIED,
    /** The same content with other metadata. */
    METADATA
  }

  /**
   * One difference.
   *
   * @param before absent if it was added
   * @param after absent if it was removed
   */
  public record Difference(
      Kind kind, Optional<ManifestEntry> before, Optional<ManifestEntry> after) {
    /** The logical key. */
    public String key() {
      return before.or(() -> after).orElseThrow().key().value();
    }
  }

  /**
   * Tells the differences of all entries, in manifest order. Where the bytes are does not count, as
   * for the top hash.
   *
   * @throws InvalidManifestException if a manifest is not in order
   */
  public static void compare(
      ManifestReader before, ManifestReader after, Consumer<Difference> listener)
      throws IOException {
    var left = before.nextEntry();
    var right = after.nextEntry();
    while (left.isPresent() || right.isPresent()) {
      int order =
          left.isEmpty() ? 1 : right.isEmpty() ? -1 : left.get().key().compareTo(right.get().key());
      if (order < 0) {
        listener.accept(new Difference(Kind.REMOVED, left, Optional.empty()));
      } else if (order > 0) {
        listener.accept(new Difference(Kind.ADDED, Optional.empty(), right));
      } else {
        changed(left.get(), right.get(), listener);
      }
      left = order <= 0 ? before.nextEntry() : left;
      right = order >= 0 ? after.nextEntry() : right;
    }
  }

  private static void changed(
      ManifestEntry before, ManifestEntry after, Consumer<Difference> listener) {
    if (before.size() != after.size() || !before.hash().equals(after.hash())) {
      listener.accept(new Difference(Kind.MODIFIED, Optional.of(before), Optional.of(after)));
    } else if (!before.meta().equals(after.meta())) {
      listener.accept(new Difference(Kind.METADATA, Optional.of(before), Optional.of(after)));
    }
  }
}
