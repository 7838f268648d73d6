package io.bindery.service.cli;

import java.util.Locale;

/** How figures are said. */
final class Words {
  private Words() {}

  /** Such as {@code 1 file} and {@code 1,234 files}. */
  static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }
}
