package io.bindery.quilt.workflow;

import io.bindery.quilt.json.CodePointOrder;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Why a value does not match a schema: the first reasons in the order in which Python's jsonschema
 * finds them.
 *
 * @param first of all
 * @param more whether there are more
 */
record Reasons(List<Reason> first, boolean more) {
  /** How many are kept. */
  static final int KEPT = 50;

  /** How many of them Quilt shows. */
  static final int SHOWN_BY_QUILT = 20;

  /** How many a message quotes. */
  private static final int QUOTED = 10;

  static final Reasons NONE = new Reasons(List.of(), false);

  Reasons {
    first = List.copyOf(first);
  }

  static Reasons of(List<Reason> all) {
    return new Reasons(all.stream().limit(KEPT).toList(), all.size() > KEPT);
  }

  boolean isEmpty() {
    return first.isEmpty();
  }

  /** Those that Quilt shows, in its order: the first found, sorted by their paths. */
  List<Reason> shownByQuilt() {
    return first.stream()
        .limit(SHOWN_BY_QUILT)
        .sorted(Comparator.comparing(Reason::quiltPath, CodePointOrder.INSTANCE))
        .toList();
  }

  /** The others that were found. */
  List<Reason> others() {
    return first.stream().skip(SHOWN_BY_QUILT).toList();
  }

  /** The first of them on one line, without a full stop. */
  String text() {
    return first.stream().limit(QUOTED).map(Reason::toString).collect(Collectors.joining("; "))
        + (more || first.size() > QUOTED ? "; and more" : "");
  }
}
