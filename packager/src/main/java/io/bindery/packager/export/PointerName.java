package io.bindery.packager.export;

import java.util.regex.Pattern;

/**
 * What the key of a pointer says.
 *
 * @param packageName {@code namespace/name}
 * @param pointer the last part: a time in seconds, or a tag
 */
record PointerName(String packageName, String pointer) {
  private static final Pattern ONE = Pattern.compile("[^/]+/[^/]+/[^/]+", Pattern.DOTALL);

  /** Seconds whose microseconds are a number of 64 bits. */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

  private static final long MICROS = 1_000_000;

  static boolean isOne(String name) {
    return ONE.matcher(name).matches();
  }

  /** Reads what a key has after {@code .quilt/named_packages/}. */
  static PointerName of(String name) {
    int slash = name.lastIndexOf('/');
    return new PointerName(name.substring(0, slash), name.substring(slash + 1));
  }

  static boolean isRevision(String name) {
    return of(name).isIn(ExportTable.REVISION);
  }

  boolean isIn(ExportTable table) {
    return SECONDS.matcher(pointer).matches() == (table == ExportTable.REVISION);
  }

  /** The column between name and hash: the time in microseconds, or the tag. */
  Object value() {
    return isIn(ExportTable.REVISION) ? (Object) (Long.parseLong(pointer) * MICROS) : pointer;
  }
}
