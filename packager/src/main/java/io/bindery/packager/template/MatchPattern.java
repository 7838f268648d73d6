package io.bindery.packager.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.bindery.quilt.pattern.Guarded;
import io.bindery.quilt.pattern.TooComplexException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A regular expression of RE2 for a whole prefix. Nothing else in Bindery compiles one. What
 * somebody wrote is measured before it is compiled, and a comparison has a bound on its time: RE2
 * does not backtrack, but it writes counted repetitions out, and looks at the whole program for
 * each character.
 */
public final class MatchPattern {
  /** In characters. */
  public static final int MAX_LENGTH = 500;

  /**
   * In instructions of the compiled program. Four folders of {@code [^/]{1,1000}} take 8,010 of
   * them.
   */
  public static final int MAX_INSTRUCTIONS = 10_000;

  /** Of the processor: nobody else's load counts. */
  private static final long MAX_NANOS = Duration.ofMillis(500).toNanos();

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Pattern pattern;

  private MatchPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * Compiles.
   *
   * @throws TemplateException if it is no pattern, or one beyond the bounds; the message says which
   */
  public static MatchPattern compile(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new TemplateException(
          "it has %d characters: at most %d are allowed".formatted(text.length(), MAX_LENGTH));
    }
    long size = PatternSize.of(text);
    if (size > MAX_INSTRUCTIONS) {
      throw new TemplateException(
          ("with its repetitions written out it has %s%d parts: at most %d are allowed; repeat"
                  + " fewer times, or with * or +")
              .formatted(size == PatternSize.MOST ? "more than " : "", size, MAX_INSTRUCTIONS));
    }
    try {
      return new MatchPattern(Guarded.call("the pattern", () -> Pattern.compile(text)));
    } catch (PatternSyntaxException | TooComplexException e) {
      throw new TemplateException(e.getMessage());
    }
  }

  /**
   * What the groups find, by number and by name, if the whole text matches. A group that took no
   * part is not there.
   *
   * @throws TooComplexException if the comparison takes too long
   */
  Optional<Map<String, String>> groups(String text) {
    return Guarded.call(
        "the pattern '%s'".formatted(pattern.pattern()),
        () -> groups(pattern.matcher(new Timed(text, pattern.pattern()))));
  }

  private Optional<Map<String, String>> groups(Matcher matcher) {
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var found = new LinkedHashMap<String, String>();
    for (int i = 0; i <= pattern.groupCount(); i++) {
      put(found, Integer.toString(i), matcher.group(i));
    }
    pattern.namedGroups().forEach((name, number) -> put(found, name, matcher.group(number)));
    return Optional.of(found);
  }

  private static void put(Map<String, String> found, String name, String value) {
    if (value != null) {
      found.put(name, value);
    }
  }

  /** Whether there is a group with this name or number. */
  boolean hasGroup(String group) {
    return TemplateValues.isNumber(group)
        ? group.length() < 4 && Integer.parseInt(group) <= pattern.groupCount()
        : pattern.namedGroups().containsKey(group);
  }

  /** How many instructions it has. */
  int size() {
    return pattern.programSize();
  }

  /** The pattern itself. */
  @Override
  public String toString() {
    return pattern.pattern();
  }

  /** A text that may be looked at for so long. Between two looks RE2 does a bounded work. */
  private static final class Timed implements CharSequence {
    private final String text;
    private final String pattern;
    private final long end = THREADS.getCurrentThreadCpuTime() + MAX_NANOS;

    Timed(String text, String pattern) {
      this.text = text;
      this.pattern = pattern;
    }

    @Override
    public char charAt(int index) {
      if (THREADS.getCurrentThreadCpuTime() - end > 0) {
        throw new TooComplexException(
            "comparing the pattern '%s' with '%s' takes too long: simplify the pattern"
                .formatted(pattern, text));
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
