package io.bindery.protocol.description;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fields of a description; there are no others. */
enum DescriptionField {
  SOURCE_PREFIX,
  REGISTRY,
  PACKAGE_NAME,
  METADATA,
  METADATA_URI,
  WORKFLOW,
  COMMIT_MESSAGE,
  BATCH_ID;

  /** More differences than this, and the name was hardly meant. */
  private static final int FARTHEST = 4;

  /** Longer names are not compared: the time grows with the length. */
  private static final int LONGEST = 40;

  /** The name in the text. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  static boolean isKey(String key) {
    return Arrays.stream(values()).anyMatch(field -> field.key().equals(key));
  }

  static String all() {
    return Arrays.stream(values()).map(DescriptionField::key).collect(Collectors.joining(", "));
  }

  /** The field that a mistyped name most likely means. */
  static Optional<DescriptionField> nearest(String key) {
    if (key.length() > LONGEST) {
      return Optional.empty();
    }
    var lower = key.toLowerCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .min(Comparator.comparingInt(field -> distance(lower, field.key())))
        .filter(
            field -> distance(lower, field.key()) <= Math.min(FARTHEST, field.key().length() / 2));
  }

  /** Levenshtein's distance: letters to insert, delete or replace. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
