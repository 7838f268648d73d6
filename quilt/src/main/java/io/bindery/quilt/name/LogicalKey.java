package io.bindery.quilt.name;

import static java.util.Objects.requireNonNull;

/**
 * The path of an entry, or of a directory, inside a package: components separated by {@code /},
 * none of them empty, {@code .} or {@code ..}. Any other whole characters are allowed. The natural
 * order is the order of a manifest: component by component, each by Unicode code point, so {@code
 * a/b} comes before {@code a b}.
 */
public record LogicalKey(String value) implements Comparable<LogicalKey> {

  private static final String FIELD = "logical key";

  public LogicalKey {
    requireNonNull(value, "value");
    int start = 0;
    while (start <= value.length()) {
      int slash = value.indexOf('/', start);
      int end = slash < 0 ? value.length() : slash;
      checkComponent(value, start, end);
      start = end + 1;
    }
    checkWhole(value);
  }

  /** Half of a surrogate pair has no UTF-8, so neither S3 nor a manifest can hold it. */
  private static void checkWhole(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isSurrogate(value.charAt(i))) {
        if (!Character.isSupplementaryCodePoint(value.codePointAt(i))) {
          throw new InvalidNameException(FIELD, value, "it has half of a character at index " + i);
        }
        i++;
      }
    }
  }

  private static void checkComponent(String value, int start, int end) {
    int length = end - start;
    if (length == 0) {
      String where = value.isEmpty() ? "it is empty" : "it starts or ends with '/' or has '//'";
      throw new InvalidNameException(
          FIELD, value, where + ": every part between slashes needs a name");
    }
    if (length <= 2 && value.charAt(start) == '.' && value.charAt(end - 1) == '.') {
      throw new InvalidNameException(
          FIELD,
          value,
          "the part '" + value.substring(start, end) + "' is not allowed: rename the object");
    }
  }

  @Override
  public int compareTo(LogicalKey other) {
    String a = value;
    String b = other.value;
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return Integer.compare(rank(a, i), rank(b, i));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /**
   * The end of a component comes before any character, so that comparing whole keys compares
   * component by component. Where two keys first differ, both have either the start of a character
   * or the second half of one whose first half is equal.
   */
  private static int rank(String key, int index) {
    return key.charAt(index) == '/' ? -1 : key.codePointAt(index);
  }

  /** Whether this would have to be a directory for {@code other} to exist. */
  public boolean isAncestorOf(LogicalKey other) {
    return other.value.length() > value.length()
        && other.value.charAt(value.length()) == '/'
        && other.value.startsWith(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
