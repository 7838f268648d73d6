package io.bindery.router.batch;

import io.bindery.router.policy.Markers;
import io.bindery.router.policy.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is true of a batch, kept in the simplest way. */
final class BatchModel {
  final Set<Long> seen = new HashSet<>();
  final Map<String, Long> openKeys = new HashMap<>();
  final List<String> closed = new ArrayList<>();
  long openEvents;
  long duplicates;
  boolean paused;
  Optional<Instant> dueAt = Optional.empty();

  private Instant first;
  private Instant last;

  /** When each object first came, by its name. */
  private final Map<String, Instant> came = new HashMap<>();

  /** The markers that all of the open batch was looked through for. */
  private Markers sought = Markers.NONE;

  /** What was taken for a marker by the policy of its time. */
  private Optional<Instant> taken = Optional.empty();

  /** The policy is another one, and the journal was read. */
  void seek(Trigger trigger, Instant now) {
    if (openEvents > 0) {
      sought = trigger.marker();
      taken = first(trigger);
      passTime(trigger, now);
    }
  }

  private Optional<Instant> first(Trigger trigger) {
    return came.entrySet().stream()
        .filter(object -> trigger.marker().has(object.getKey()))
        .map(Map.Entry::getValue)
        .min(Instant::compareTo);
  }

  void record(
      List<RecordedObject> objects, List<RecordedObject> deleted, Trigger trigger, Instant now) {
    var all = new ArrayList<>(objects);
    all.addAll(deleted);
    if (all.stream().allMatch(object -> seen.contains(object.identity()))) {
      duplicates += all.size();
      return;
    }
    passTime(trigger, now);
    first = openEvents == 0 ? now : first;
    boolean known = openEvents == 0 || sought.equals(trigger.marker());
    sought = known ? trigger.marker() : Markers.NONE;
    last = now;
    for (var object : all) {
      if (!seen.add(object.identity())) {
        duplicates++;
        continue;
      }
      openKeys.put(object.name(), object.size());
      openEvents++;
      if (objects.contains(object)) {
        came.putIfAbsent(object.name(), now);
        if (trigger.marker().has(object.name()) && taken.isEmpty()) {
          taken = Optional.of(now);
        }
      }
    }
    decide(trigger, now);
  }

  void passTime(Trigger trigger, Instant now) {
    if (openEvents == 0) {
      return;
    }
    if (latest().isAfter(now.plusSeconds(5))) {
      first = earlier(first, now);
      last = earlier(last, now);
      taken = taken.map(at -> earlier(at, now));
      came.replaceAll((name, at) -> earlier(at, now));
    }
    decide(trigger, now);
  }

  void operate(Verb verb, Trigger trigger, Instant now) {
    switch (verb) {
      case FLUSH -> {
        if (openEvents > 0) {
          close("flush");
        }
      }
      case PAUSE -> {
        paused = true;
        dueAt = Optional.empty();
      }
      case RESUME -> {
        if (paused) {
          paused = false;
          passTime(trigger, now);
        }
      }
      case DISCARD -> {
        if (openEvents > 0) {
          clear();
        }
      }
    }
  }

  private void decide(Trigger trigger, Instant now) {
    if (paused) {
      dueAt = Optional.empty();
      return;
    }
    boolean counts = !sought.isEmpty() && sought.equals(trigger.marker());
    var rule =
        new PlainRule(
            trigger,
            openKeys.size(),
            openEvents,
            first,
            last,
            counts ? taken : Optional.empty(),
            latest());
    var reason = rule.reason(now);
    if (reason.isPresent()) {
      close(reason.get().word());
    } else {
      dueAt = rule.dueAt();
    }
  }

  private Instant latest() {
    return List.of(first, last, taken.orElse(first)).stream().max(Instant::compareTo).get();
  }

  private void close(String reason) {
    closed.add(reason + " " + openKeys.size() + " files " + openBytes() + " bytes");
    clear();
  }

  private void clear() {
    openKeys.clear();
    openEvents = 0;
    duplicates = 0;
    came.clear();
    taken = Optional.empty();
    sought = Markers.NONE;
    dueAt = Optional.empty();
  }

  /** Of each key the size that was told last. */
  long openBytes() {
    return openKeys.values().stream().mapToLong(Long::longValue).sum();
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
