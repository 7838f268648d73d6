package io.bindery.router.batch;

import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Does this batch close now, and if not, when? Times are the router's, never S3's. */
final class TriggerRule {
  private TriggerRule() {}

  /** What the rule says. */
  sealed interface Decision {}

  /** It closes now. */
  record Close(CloseReason reason) implements Decision {}

  /** It stays open; asked again at {@code until}, or when more object events come. */
  record Stay(Optional<Instant> until) implements Decision {}

  static Decision decide(Trigger trigger, OpenBatch batch, Instant now) {
    var conditions = conditions(trigger, batch, now);
    var maxAge = conditions.stream().filter(c -> c.name().equals(Condition.MAX_AGE)).toList();
    var combined =
        conditions.stream()
            .filter(c -> !c.name().equals(Condition.MAX_AGE))
            .filter(c -> !c.name().equals(Condition.MIN_COUNT))
            .toList();
    return trigger.combine() == Trigger.Combine.ALL && combined.size() > 1
        ? all(combined, maxAge)
        : any(Stream.concat(combined.stream(), maxAge.stream()).toList());
  }

  /** The conditions that are set, and how they stand. */
  static List<Condition> conditions(Trigger trigger, OpenBatch batch, Instant now) {
    var all = new ArrayList<Condition>();
    long counted = batch.counted(trigger.countMode());
    var unit = trigger.countMode().word();
    trigger
        .count()
        .ifPresent(
            count -> all.add(counting(Condition.COUNT, counted, count, unit, batch.latest())));
    boolean enough = counted >= trigger.minCount();
    if (trigger.minCount() > 1) {
      all.add(counting(Condition.MIN_COUNT, counted, trigger.minCount(), unit, batch.latest()));
    }
    if (!trigger.marker().isEmpty()) {
      all.add(
          batch
              .marker(trigger.marker())
              .map(seen -> timed(Condition.MARKER, seen.at(), trigger.settle(), now))
              .orElseGet(() -> notCome(trigger.settle())));
    }
    trigger
        .maxAge()
        .ifPresent(age -> all.add(timed(Condition.MAX_AGE, batch.firstRecordedAt(), age, now)));
    trigger
        .quiet()
        .map(quiet -> timed(Condition.QUIET, batch.lastRecordedAt(), quiet, now))
        .ifPresent(quiet -> all.add(enough ? quiet : never(quiet)));
    return all;
  }

  /** The one that held first names the reason. */
  private static Decision any(List<Condition> conditions) {
    return conditions.stream()
        .filter(Condition::met)
        .min(Comparator.comparing(c -> c.metAt().orElseThrow()))
        .<Decision>map(first -> new Close(CloseReason.of(first.name())))
        .orElseGet(() -> new Stay(earliest(conditions)));
  }

  private static Decision all(List<Condition> combined, List<Condition> maxAge) {
    boolean together = combined.stream().allMatch(Condition::met);
    boolean old = maxAge.stream().anyMatch(Condition::met);
    if (together || old) {
      return new Close(together ? CloseReason.ALL : CloseReason.MAX_AGE);
    }
    boolean timeWill = combined.stream().allMatch(c -> c.metAt().isPresent());
    var latest = combined.stream().flatMap(c -> c.metAt().stream()).max(Comparator.naturalOrder());
    return new Stay(
        Stream.concat(
                timeWill ? latest.stream() : Stream.<Instant>empty(), earliest(maxAge).stream())
            .min(Comparator.naturalOrder()));
  }

  private static Optional<Instant> earliest(List<Condition> conditions) {
    return conditions.stream().flatMap(c -> c.metAt().stream()).min(Comparator.naturalOrder());
  }

  private static Condition counting(String name, long have, long need, String unit, Instant since) {
    boolean met = have >= need;
    return new Condition(
        name, met, Optional.of(have), need, unit, met ? Optional.of(since) : Optional.empty());
  }

  private static Condition timed(String name, Instant from, Duration span, Instant now) {
    var at = from.plus(span);
    // Never less than none, should the clock have gone back a little.
    long have = Math.max(0, Duration.between(from, now).toMillis());
    return new Condition(
        name,
        !now.isBefore(at),
        Optional.of(have),
        span.toMillis(),
        Condition.MILLIS,
        Optional.of(at));
  }

  private static Condition notCome(Duration settle) {
    return new Condition(
        Condition.MARKER,
        false,
        Optional.empty(),
        settle.toMillis(),
        Condition.MILLIS,
        Optional.empty());
  }

  /** Quiet, but with too few for it to close. */
  private static Condition never(Condition quiet) {
    return new Condition(
        quiet.name(), false, quiet.have(), quiet.need(), quiet.unit(), Optional.empty());
  }
}
