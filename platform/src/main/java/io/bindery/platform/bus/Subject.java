package io.bindery.platform.bus;

import java.text.Normalizer;

/** The subjects of messages to topics. */
public final class Subject {
  /** What SNS allows, in ASCII characters. */
  public static final int LONGEST = 100;

  private Subject() {}

  /**
   * A subject about something: its name is shortened where the whole would be too long, and not
   * what is said of it.
   *
   * @param begin in ASCII
   * @param end in ASCII
   */
  public static String of(String begin, String name, String end) {
    var plain = ascii(name);
    int space = LONGEST - begin.length() - end.length();
    return begin + (plain.length() <= space ? plain : plain.substring(0, space - 3) + "...") + end;
  }

  /** Letters lose their marks; what then is no ASCII becomes a question mark. */
  private static String ascii(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKD)
        .replaceAll("\\p{M}", "")
        .replaceAll("[^ -~]", "?");
  }
}
