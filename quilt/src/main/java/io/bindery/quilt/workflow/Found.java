package io.bindery.quilt.workflow;

import java.util.ArrayList;
import java.util.List;

/** Reasons as they are found, up to as many as are kept and one more. */
final class Found {
  private final List<Reason> reasons = new ArrayList<>();

  void add(Place place, String text) {
    if (!isFull()) {
      reasons.add(Reason.at(place, text));
    }
  }

  void addMissing(Place place, String name) {
    if (!isFull()) {
      reasons.add(Reason.missing(place, name));
    }
  }

  void addAll(List<Reason> more) {
    more.stream().limit(Reasons.KEPT + 1 - reasons.size()).forEach(reasons::add);
  }

  boolean isFull() {
    return reasons.size() > Reasons.KEPT;
  }

  List<Reason> reasons() {
    return reasons;
  }
}
