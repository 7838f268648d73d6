package io.bindery.quilt.workflow;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a value does not match a schema: the first few reasons, each with its JSON path.
 *
 * @param first of all
 * @param more whether there are more
 */
record Reasons(List<Reason> first, boolean more) {
  /** How many are told. */
  static final int TOLD = 10;

  static final Reasons NONE = new Reasons(List.of(), false);

  Reasons {
    first = List.copyOf(first);
  }

  static Reasons of(List<Reason> all) {
    return new Reasons(all.stream().limit(TOLD).toList(), all.size() > TOLD);
  }

  boolean isEmpty() {
    return first.isEmpty();
  }

  /** All on one line, without a full stop. */
  String text() {
    return first.stream().map(Reason::toString).collect(Collectors.joining("; "))
        + (more ? "; and more" : "");
  }
}
