package io.bindery.protocol.json;

import java.util.Comparator;

/**
 * Texts by Unicode code point, as Python sorts them. {@link String#compareTo} compares UTF-16
 * units, which puts U+1F600 before U+FF21.
 */
public final class CodePointOrder implements Comparator<String> {

  public static final CodePointOrder INSTANCE = new CodePointOrder();

  private CodePointOrder() {}

  @Override
  public int compare(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Integer.compare(rank(x), rank(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /**
   * A number that orders UTF-16 units, at the first place where two texts differ, as their code
   * points are ordered: surrogates, which stand for U+10000 and above, come after U+E000 to U+FFFF.
   */
  public static int rank(char unit) {
    if (unit < Character.MIN_SURROGATE) {
      return unit;
    }
    return unit > Character.MAX_SURROGATE ? unit - 0x800 : unit + 0x2000;
  }
}
