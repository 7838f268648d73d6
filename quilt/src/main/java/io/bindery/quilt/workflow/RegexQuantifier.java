package io.bindery.quilt.workflow;

/**
 * How often something is repeated.
 *
 * @param java empty if it is not
 * @param count the most, at least 1; of one without end the least
 */
record RegexQuantifier(String java, long count) {
  /** The product of the counts of repetitions inside each other. */
  static final long MAX_REPETITIONS = 1_000_000;

  private static final RegexQuantifier NONE = new RegexQuantifier("", 1);
  private static final int MAX_DIGITS = 9;

  boolean isPresent() {
    return !java.isEmpty();
  }

  /** Reads one, if there is one. */
  static RegexQuantifier read(RegexScanner in) {
    var quantifier = greedy(in);
    if (!quantifier.isPresent()) {
      return NONE;
    }
    return in.peek(0) == '?' || in.peek(0) == '+'
        ? new RegexQuantifier(quantifier.java() + Character.toString(in.next()), quantifier.count())
        : quantifier;
  }

  private static RegexQuantifier greedy(RegexScanner in) {
    return switch (in.peek(0)) {
      case '*', '+', '?' -> new RegexQuantifier(Character.toString(in.next()), 1);
      case '{' -> bounds(in);
      default -> NONE;
    };
  }

  /** A brace that is not the beginning of bounds stands for itself. */
  private static RegexQuantifier bounds(RegexScanner in) {
    int start = in.at();
    var unused = in.next();
    var least = in.digits();
    boolean range = in.nextIs(',');
    var most = range ? in.digits() : least;
    if ((least.isEmpty() && !range) || !in.nextIs('}')) {
      in.back(start);
      return NONE;
    }
    long from = least.isEmpty() ? 0 : count(least);
    if (most.isEmpty()) {
      return new RegexQuantifier("{" + from + ",}", Math.max(1, from));
    }
    long to = count(most);
    if (from > to) {
      throw new PatternException("a repetition has a minimum above its maximum");
    }
    return new RegexQuantifier("{" + from + "," + to + "}", Math.max(1, to));
  }

  private static long count(String digits) {
    if (digits.length() > MAX_DIGITS || Long.parseLong(digits) > MAX_REPETITIONS) {
      throw new PatternException("it repeats more than %d times".formatted(MAX_REPETITIONS));
    }
    return Long.parseLong(digits);
  }
}
