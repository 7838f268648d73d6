package io.bindery.packager.enhance;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Numbers, sizes and times as people read them. */
public final class Words {
  private static final List<String> UNITS = List.of("kB", "MB", "GB", "TB", "PB", "EB");
  private static final int STEP = 1000;

  private Words() {}

  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** One decimal below ten of a unit, none above. */
  public static String size(long bytes) {
    if (bytes < STEP) {
      return bytes + (bytes == 1 ? " byte" : " bytes");
    }
    double value = bytes;
    int unit = -1;
    while (value >= STEP - 0.5 && unit + 1 < UNITS.size()) {
      value /= STEP;
      unit++;
    }
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS.get(unit));
  }

  /** Days, in UTC: a time of day would make a new revision of the same content uploaded again. */
  static Optional<String> days(Optional<Instant> first, Optional<Instant> last) {
    if (first.isEmpty() || last.isEmpty()) {
      return Optional.empty();
    }
    var from = day(first.get());
    var to = day(last.get());
    return Optional.of(from.equals(to) ? from.toString() : from + " to " + to);
  }

  private static LocalDate day(Instant time) {
    return time.atZone(ZoneOffset.UTC).toLocalDate();
  }
}
