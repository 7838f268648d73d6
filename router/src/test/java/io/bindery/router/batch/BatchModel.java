package io.bindery.router.batch;

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
  private Optional<Instant> marker = Optional.empty();

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
    last = now;
    for (var object : all) {
      if (!seen.add(object.identity())) {
        duplicates++;
        continue;
      }
      openKeys.put(object.name(), object.size());
      openEvents++;
      boolean isMarker =
          !trigger.marker().isEmpty()
              && object.name().equals("_SUCCESS")
              && objects.contains(object);
      if (isMarker && marker.isEmpty()) {
        marker = Optional.of(now);
      }
    }
    decide(trigger, now);
  }

  void passTime(Trigger trigger, Instant now) {
    if (openEvents == 0) {
      return;
    }
    var latest = List.of(first, last, marker.orElse(first)).stream().max(Instant::compareTo).get();
    if (latest.isAfter(now.plusSeconds(5))) {
      first = earlier(first, now);
      last = earlier(last, now);
      marker = marker.map(at -> earlier(at, now));
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
    var rule = new PlainRule(trigger, openKeys.size(), openEvents, first, last, marker);
    var reason = rule.reason(now);
    if (reason.isPresent()) {
      close(reason.get().word());
    } else {
      dueAt = rule.dueAt();
    }
  }

  private void close(String reason) {
    closed.add(reason + " " + openKeys.size() + " files " + openBytes() + " bytes");
    clear();
  }

  private void clear() {
    openKeys.clear();
    openEvents = 0;
    duplicates = 0;
    marker = Optional.empty();
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
