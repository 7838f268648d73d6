package io.bindery.bench.chaos.check;

import io.bindery.bench.chaos.history.Element;
import io.bindery.bench.chaos.history.Incident;
import io.bindery.bench.chaos.history.Put;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long the intake was held up by the death of a node: the longest that an object which was
 * uploaded in the seconds around it waited to be in the journal. Deaths beside another fault tell
 * little of that; they count only if there is no other.
 */
final class Resumption {
  private static final long AROUND_MILLIS = 5_000;

  /** What another fault left behind is over by then. */
  private static final long APART_MILLIS = 20_000;

  /** As long as a node may take to start here. */
  private static final long START_MILLIS = 60_000;

  private Resumption() {}

  static List<Long> of(List<Incident> incidents, List<Put> puts, Map<Element, Long> recordedAt) {
    var kills = incidents.stream().filter(Incident::isKill).toList();
    var alone = kills.stream().filter(kill -> isAlone(kill, incidents)).toList();
    return (alone.isEmpty() ? kills : alone)
        .stream().flatMap(kill -> wait(kill, puts, recordedAt).stream()).toList();
  }

  private static Optional<Long> wait(Incident kill, List<Put> puts, Map<Element, Long> recordedAt) {
    return puts.stream()
        .filter(put -> Math.abs(put.acknowledgedAt() - kill.startedAt()) < AROUND_MILLIS)
        .filter(put -> recordedAt.containsKey(put.element()))
        .map(put -> Math.max(0, recordedAt.get(put.element()) - put.acknowledgedAt()))
        .max(Long::compare);
  }

  private static boolean isAlone(Incident kill, List<Incident> incidents) {
    long from = kill.startedAt() - APART_MILLIS;
    long to = kill.startedAt() + APART_MILLIS;
    return incidents.stream()
        .filter(other -> !other.equals(kill))
        .noneMatch(other -> end(other, incidents) >= from && other.startedAt() <= to);
  }

  /** A node that was not seen to be ready again may be starting still. */
  private static long end(Incident other, List<Incident> incidents) {
    if (!other.lane().equals("NODES") || other.recoveredAt() > 0) {
      return Math.max(other.healedAt(), other.recoveredAt());
    }
    long latest = other.healedAt() + START_MILLIS;
    return incidents.stream()
        .filter(one -> one.lane().equals("NODES") && one.startedAt() > other.startedAt())
        .mapToLong(Incident::recoveredAt)
        .filter(recovered -> recovered > other.healedAt() && recovered < latest)
        .min()
        .orElse(latest);
  }
}
