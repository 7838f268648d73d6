package io.bindery.packager.enhance;

import io.bindery.quilt.name.LogicalKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The files of a folder that are worth to be shown first, a few of each kind: those nearest to the
 * top, and of these the first by name. The choice does not depend on the order in which they come.
 */
final class Showcase {
  private static final Comparator<LogicalKey> NEAREST =
      Comparator.<LogicalKey>comparingLong(key -> depth(key.value()))
          .thenComparing(Comparator.naturalOrder());

  private final Map<Kind, TreeSet<LogicalKey>> chosen = new EnumMap<>(Kind.class);

  /** Kinds of files that Quilt's catalog can show, in the order in which they are shown. */
  enum Kind {
    REPORT(3, Optional.empty(), "html", "htm", "pdf"),
    NOTEBOOK(2, Optional.of("jupyter"), "ipynb"),
    TEXT(2, Optional.empty(), "md"),
    PICTURE(6, Optional.empty(), "png", "jpg", "jpeg", "gif", "svg", "webp"),
    TABLE(3, Optional.of("perspective"), "csv", "tsv", "parquet", "xlsx", "jsonl");

    private final int most;
    private final Optional<String> renderer;
    private final String types;

    Kind(int most, Optional<String> renderer, String... types) {
      this.most = most;
      this.renderer = renderer;
      this.types = " " + String.join(" ", types) + " ";
    }

    /** What the catalog shows it with, where that is not plain. */
    Optional<String> renderer() {
      return renderer;
    }

    static Optional<Kind> of(String type) {
      return Arrays.stream(values())
          .filter(kind -> kind.types.contains(" " + type + " "))
          .findFirst();
    }
  }

  private static long depth(String key) {
    return key.chars().filter(c -> c == '/').count();
  }

  void add(LogicalKey key, String name) {
    Kind.of(FileTypes.of(name))
        .ifPresent(
            kind -> {
              var best = chosen.computeIfAbsent(kind, none -> new TreeSet<>(NEAREST));
              best.add(key);
              if (best.size() > kind.most) {
                best.pollLast();
              }
            });
  }

  List<LogicalKey> of(Kind kind) {
    return new ArrayList<>(chosen.getOrDefault(kind, new TreeSet<>()));
  }
}
