package io.bindery.protocol.text;

import java.util.regex.Pattern;

/** Texts from outside within a command that somebody may paste into a shell. */
public final class ShellText {
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

  private ShellText() {}

  /** As one word, in apostrophes unless it needs none. */
  public static String word(String foreign) {
    return PLAIN.matcher(foreign).matches() ? foreign : "'" + foreign.replace("'", "'\\''") + "'";
  }
}
