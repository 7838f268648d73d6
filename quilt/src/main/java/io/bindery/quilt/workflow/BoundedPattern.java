package io.bindery.quilt.workflow;

import io.bindery.quilt.Excerpt;
import io.bindery.quilt.workflow.PythonRegex.Translated;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression of Python that is searched for with a bound: one that backtracks for ever is
 * cut off after a number of looks at characters, which is the same on every machine.
 */
final class BoundedPattern {
  /** Looks at characters that one search may take, some hundredths of a second. */
  static final long MAX_STEPS = 5_000_000;

  /** Counted repetitions may loop without a look: the more of them, the fewer looks. */
  private static final long REPETITIONS_PER_STEP = 1000;

  /** What all searches for one thing to be checked may take together. */
  private static final ThreadLocal<Allowance> ALLOWANCE = new ThreadLocal<>();

  private final String source;
  private final Pattern pattern;
  private final long maxSteps;

  private BoundedPattern(String source, Pattern pattern, long maxSteps) {
    this.source = source;
    this.pattern = pattern;
    this.maxSteps = maxSteps;
  }

  /**
   * Compiles.
   *
   * @throws PatternException if it is none, with the reason
   */
  static BoundedPattern compile(String python) {
    Translated translated = PythonRegex.translate(python);
    try {
      return new BoundedPattern(
          python,
          Pattern.compile(translated.java()),
          MAX_STEPS / (1 + translated.repetitions() / REPETITIONS_PER_STEP));
    } catch (PatternSyntaxException e) {
      throw new PatternException(e.getDescription());
    } catch (StackOverflowError e) {
      throw new PatternException("it is too complex");
    }
  }

  /**
   * Does something whose searches and comparisons together may take so many steps.
   *
   * @param stepsPerComparison what {@link #compared} takes for one
   */
  static <T> T within(long steps, int stepsPerComparison, Supplier<T> work) {
    ALLOWANCE.set(new Allowance(steps, stepsPerComparison));
    try {
      return work.get();
    } finally {
      ALLOWANCE.remove();
    }
  }

  /**
   * Takes comparisons from what is allowed, if anything bounds them.
   *
   * @throws PatternException if nothing is left
   */
  static void compared(long times) {
    var allowance = ALLOWANCE.get();
    if (allowance != null) {
      allowance.left -= times * allowance.perComparison;
      if (allowance.left < 0) {
        throw new PatternException(
            "checking it takes too long: simplify the schema, or what it checks");
      }
    }
  }

  /**
   * Whether it is anywhere in a text.
   *
   * @throws PatternException if the search was cut off
   */
  boolean isIn(String text) {
    var allowance = ALLOWANCE.get();
    var looked =
        new Looked(text, allowance == null ? maxSteps : Math.min(maxSteps, allowance.left));
    try {
      return pattern.matcher(looked).find();
    } catch (OutOfSteps | StackOverflowError e) {
      throw new PatternException(
          "searching for the pattern '%s' in '%s' takes too long: simplify the pattern"
              .formatted(shortened(source), shortened(text)));
    } finally {
      if (allowance != null) {
        allowance.left -= looked.steps();
      }
    }
  }

  /** As it was written. */
  @Override
  public String toString() {
    return source;
  }

  private static String shortened(String text) {
    return Excerpt.of(text, 100);
  }

  private static final class Allowance {
    private final int perComparison;
    private long left;

    Allowance(long steps, int perComparison) {
      this.perComparison = perComparison;
      this.left = steps;
    }
  }

  /** Ends a search from inside. */
  private static final class OutOfSteps extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfSteps() {
      super(null, null, false, false);
    }
  }

  /** A text that counts how often it is looked at. */
  private static final class Looked implements CharSequence {
    private final String text;
    private final long most;
    private long left;

    Looked(String text, long steps) {
      this.text = text;
      this.most = steps;
      this.left = steps;
    }

    long steps() {
      return most - left;
    }

    @Override
    public char charAt(int index) {
      if (--left < 0) {
        throw new OutOfSteps();
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
