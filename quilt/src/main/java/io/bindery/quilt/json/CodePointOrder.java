package io.bindery.quilt.json;

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
        boolean endsPair =
            i > 0
                && Character.isHighSurrogate(a.charAt(i - 1))
                && (Character.isLowSurrogate(x) || Character.isLowSurrogate(y));
        int at = endsPair ? i - 1 : i;
        return Integer.compare(a.codePointAt(at), b.codePointAt(at));
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
