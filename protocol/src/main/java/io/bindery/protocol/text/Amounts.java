package io.bindery.protocol.text;

import java.util.List;
import java.util.Locale;

/** Numbers and sizes as people read them. */
public final class Amounts {
  private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB", "EB");
  private static final int STEP = 1000;

  private Amounts() {}

  /** Such as {@code 1,234}. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * Such as {@code 1 file} and {@code 1,234 files}.
   *
   * @param what one of it
   */
  public static String count(long number, String what) {
    return number(number) + " " + what + (number == 1 ? "" : "s");
  }

  /** One decimal below ten of a unit, none above. */
  public static String size(long bytes) {
    if (bytes < STEP) {
      return count(bytes, "byte");
    }
    double value = bytes;
    int unit = -1;
    while (value >= STEP - 0.5 && unit + 1 < UNITS.size()) {
      value /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS.get(unit));
  }
}
