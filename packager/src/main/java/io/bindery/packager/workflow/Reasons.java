package io.bindery.packager.workflow;

import java.util.List;

/**
 * Why a value does not match a schema: the first few reasons, each with its JSON path.
 *
 * @param first of all
 * @param more whether there are more
 */
record Reasons(List<String> first, boolean more) {
  /** How many are told. */
  static final int TOLD = 10;

  static final Reasons NONE = new Reasons(List.of(), false);

  private static final int LONGEST = 500;

  Reasons {
    first = first.stream().map(Reasons::shortened).toList();
  }

  static Reasons of(List<String> all) {
    return new Reasons(all.stream().limit(TOLD).toList(), all.size() > TOLD);
  }

  boolean isEmpty() {
    return first.isEmpty();
  }

  /** All on one line, without a full stop. */
  String text() {
    return String.join("; ", first) + (more ? "; and more" : "");
  }

  /** Values are quoted in them, of any length. */
  private static String shortened(String reason) {
    return reason.length() <= LONGEST ? reason : reason.substring(0, LONGEST) + "...";
  }
}
