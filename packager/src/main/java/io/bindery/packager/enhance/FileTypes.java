package io.bindery.packager.enhance;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How many files of which type there are. Types are the endings of names; {@code .gz} and its like
 * count together with what is before them. Only so many types are told apart, whatever comes.
 */
final class FileTypes {
  static final String NONE = "";

  private static final int MAX_TYPES = 10_000;
  private static final Pattern ENDING =
      Pattern.compile(
          "[^.].*?\\.((?:[a-z0-9_+-]{1,10}\\.(?=(?:gz|bz2|xz|zst)$))?[a-z0-9_+-]{1,10})",
          Pattern.DOTALL);

  private final Map<String, Count> counts = new HashMap<>();
  private Count others = new Count(NONE, 0, 0);

  /**
   * The files of one type.
   *
   * @param type without the dot; empty for names without an ending
   */
  record Count(String type, long files, long bytes) {
    Count plus(long size) {
      return new Count(type, files + 1, bytes + size);
    }

    Count plus(Count other) {
      return new Count(type, files + other.files, bytes + other.bytes);
    }
  }

  /** The type of a file, by its name without folders. */
  static String of(String name) {
    var matcher = ENDING.matcher(name.toLowerCase(Locale.ROOT));
    return matcher.matches() ? matcher.group(1) : NONE;
  }

  void add(String name, long size) {
    var type = of(name);
    if (counts.containsKey(type) || counts.size() < MAX_TYPES) {
      counts.put(type, counts.getOrDefault(type, new Count(type, 0, 0)).plus(size));
    } else {
      others = others.plus(size);
    }
  }

  /** The types with the most files, the most frequent first. */
  List<Count> most(int number) {
    return sorted().stream().limit(number).toList();
  }

  /** The files of all other types together. */
  Count rest(int number) {
    return sorted().stream().skip(number).reduce(others, Count::plus);
  }

  private List<Count> sorted() {
    return counts.values().stream()
        .sorted(Comparator.comparingLong(Count::files).reversed().thenComparing(Count::type))
        .toList();
  }
}
