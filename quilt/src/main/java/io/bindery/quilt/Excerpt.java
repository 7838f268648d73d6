package io.bindery.quilt;

/**
 * The beginning of a text that somebody else wrote, for a message. It ends with a whole character:
 * half of one can be put into no manifest, table or message.
 */
public final class Excerpt {
  private static final String MORE = "...";

  private Excerpt() {}

  /**
   * The text, or its beginning with three dots behind it.
   *
   * @param most UTF-16 units of the text, the dots not counted
   */
  public static String of(String text, int most) {
    return text.length() <= most ? text : start(text, most) + MORE;
  }

  /** The text, or its beginning alone. */
  public static String start(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    boolean cut = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
    return text.substring(0, cut ? most - 1 : most);
  }
}
