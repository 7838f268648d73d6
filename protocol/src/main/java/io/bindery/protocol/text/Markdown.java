package io.bindery.protocol.text;

import java.util.regex.Pattern;

/**
 * Texts from outside within Markdown, which then say just what they said: no HTML, no link, no
 * picture, no end of the line, of the cell or of the code that they stand in.
 */
public final class Markdown {
  private static final Pattern SPECIAL = Pattern.compile("[\\\\`*_\\[\\]<>|#~!&@]");

  /** Addresses that GitHub's Markdown makes links of, though nobody marked them. */
  private static final Pattern LINK =
      Pattern.compile("\\b(https?|ftp|mailto|xmpp)(:)|\\b(www)(\\.)", Pattern.CASE_INSENSITIVE);

  /** What makes a list of the line that it begins. */
  private static final Pattern LIST =
      Pattern.compile("^([-+])(?=\\s|$)|^([0-9]{1,9})([.)])(?=\\s|$)");

  private static final Pattern FENCE = Pattern.compile("^ {0,3}(```+|~~~+)");

  private Markdown() {}

  /** As text, also in a table. */
  public static String text(String foreign) {
    // Blanks at the beginning show nothing, but four of them make code of a paragraph.
    var line = SafeText.line(foreign).stripLeading();
    var special = SPECIAL.matcher(line).replaceAll("\\\\$0");
    var inline = LIST.matcher(special).replaceFirst("$2\\\\$1$3");
    return LINK.matcher(inline).replaceAll("$1$3\\\\$2$4");
  }

  /** As code within a line. */
  public static String code(String foreign) {
    var line = SafeText.line(foreign);
    var fence = "`".repeat(longestRun(line) + 1);
    boolean padded =
        line.startsWith("`") || line.endsWith("`") || line.startsWith(" ") || line.isBlank();
    return padded ? fence + " " + line + " " + fence : fence + line + fence;
  }

  /** As code within a cell of a table. */
  public static String cell(String foreign) {
    // A table is cut before code is looked for: a backslash of the text would free the bar.
    return foreign.contains("\\|") ? text(foreign) : code(foreign.replace("|", "\\|"));
  }

  /**
   * As a part of a page that somebody else worded: as text; or, where the page has begun code that
   * is not ended, as code, in which a backtick becomes an apostrophe.
   *
   * @param before the page up to there
   */
  public static String after(CharSequence before, String foreign) {
    var lines = before.toString().split("\n", -1);
    var last = lines[lines.length - 1];
    if (isInFence(lines)) {
      return SafeText.line(foreign).replace('`', '\'').replace('~', '-');
    }
    if (!isInSpan(last)) {
      return text(foreign);
    }
    var code = SafeText.line(foreign).replace('`', '\'');
    return last.stripLeading().startsWith("|")
        ? code.replace("\\|", "/|").replace("|", "\\|")
        : code;
  }

  private static boolean isInFence(String[] lines) {
    String open = null;
    for (int i = 0; i < lines.length - 1; i++) {
      var fence = FENCE.matcher(lines[i]);
      if (fence.find()) {
        var mark = fence.group(1);
        if (open == null) {
          open = mark;
        } else if (mark.charAt(0) == open.charAt(0) && mark.length() >= open.length()) {
          open = null;
        }
      }
    }
    return open != null;
  }

  /** Whether a run of backticks in the line waits for another one of its length. */
  private static boolean isInSpan(String line) {
    int open = 0;
    for (int i = 0; i < line.length(); i++) {
      if (line.charAt(i) == '\\' && open == 0) {
        i++;
      } else if (line.charAt(i) == '`') {
        int run = run(line, i);
        open = open == 0 ? run : open == run ? 0 : open;
        i += run - 1;
      }
    }
    return open > 0;
  }

  private static int longestRun(String text) {
    int longest = 0;
    for (int i = 0; i < text.length(); i++) {
      int run = run(text, i);
      longest = Math.max(longest, run);
      i += run;
    }
    return longest;
  }

  private static int run(String text, int from) {
    int end = from;
    while (end < text.length() && text.charAt(end) == '`') {
      end++;
    }
    return end - from;
  }
}
