package io.bindery.exchange.manifest;

import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A manifest cannot be published as it is. The message has a line for each problem. */
public final class InvalidPublicationException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;
  private final long count;

  InvalidPublicationException(List<Problem> problems, long count) {
    super(
        "the manifest cannot be published: %,d %s wrong.%s%s"
            .formatted(
                count,
                count == 1 ? "thing is" : "things are",
                problems.stream().map(problem -> "\n  " + problem).collect(Collectors.joining()),
                count > problems.size()
                    ? "\n  … and %,d more".formatted(count - problems.size())
                    : ""));
    this.problems = List.copyOf(problems);
    this.count = count;
  }

  /** The first of them, in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }

  /** How many there are. */
  public long count() {
    return count;
  }
}
