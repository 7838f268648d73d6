package io.bindery.router.batch;

import io.bindery.router.policy.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rule of a trigger, written down a second time and in the plainest way. */
record PlainRule(
    Trigger trigger,
    long files,
    long events,
    Instant first,
    Instant last,
    Optional<Instant> marker,
    Instant latest) {

  PlainRule(
      Trigger trigger,
      long files,
      long events,
      Instant first,
      Instant last,
      Optional<Instant> marker) {
    this(
        trigger,
        files,
        events,
        first,
        last,
        marker,
        List.of(first, last, marker.orElse(first)).stream().max(Instant::compareTo).get());
  }

  boolean closes(Instant now) {
    return reason(now).isPresent();
  }

  Optional<CloseReason> reason(Instant now) {
    boolean tooOld =
        trigger.maxAge().isPresent() && !now.isBefore(first.plus(trigger.maxAge().get()));
    var asked = asked(now);
    boolean every = asked.values().stream().allMatch(held -> held);
    if (trigger.combine() == Trigger.Combine.ALL && asked.size() > 1) {
      return every
          ? Optional.of(CloseReason.ALL)
          : Optional.of(CloseReason.MAX_AGE).filter(r -> tooOld);
    }
    Optional<CloseReason> earliest = Optional.empty();
    Instant at = Instant.MAX;
    for (var reason :
        List.of(CloseReason.COUNT, CloseReason.MARKER, CloseReason.QUIET, CloseReason.MAX_AGE)) {
      boolean held = reason == CloseReason.MAX_AGE ? tooOld : asked.getOrDefault(reason, false);
      if (held && since(reason).isBefore(at)) {
        at = since(reason);
        earliest = Optional.of(reason);
      }
    }
    return earliest;
  }

  /** When it closes if nothing comes, seen from a moment at which it does not. */
  Optional<Instant> dueAt() {
    var candidates = new ArrayList<Instant>();
    trigger.quiet().ifPresent(quiet -> candidates.add(last.plus(quiet)));
    trigger.maxAge().ifPresent(age -> candidates.add(first.plus(age)));
    marker.ifPresent(at -> candidates.add(at.plus(trigger.settle())));
    return candidates.stream().sorted().filter(this::closes).findFirst();
  }

  private Map<CloseReason, Boolean> asked(Instant now) {
    long counted = trigger.countMode() == Trigger.CountMode.KEYS ? files : events;
    var asked = new LinkedHashMap<CloseReason, Boolean>();
    if (trigger.count().isPresent()) {
      asked.put(CloseReason.COUNT, counted >= trigger.count().get());
    }
    if (!trigger.marker().isEmpty()) {
      asked.put(
          CloseReason.MARKER,
          marker.isPresent() && !now.isBefore(marker.get().plus(trigger.settle())));
    }
    if (trigger.quiet().isPresent()) {
      asked.put(
          CloseReason.QUIET,
          counted >= trigger.minCount() && !now.isBefore(last.plus(trigger.quiet().get())));
    }
    return asked;
  }

  private Instant since(CloseReason reason) {
    return switch (reason) {
      case QUIET -> last.plus(trigger.quiet().orElseThrow());
      case MAX_AGE -> first.plus(trigger.maxAge().orElseThrow());
      case MARKER -> marker.orElseThrow().plus(trigger.settle());
      case COUNT, ALL, FLUSH -> latest;
    };
  }
}
