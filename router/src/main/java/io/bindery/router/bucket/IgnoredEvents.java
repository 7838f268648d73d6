package io.bindery.router.bucket;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;

/** Counts object events of watched buckets that do not count, by why. */
final class IgnoredEvents {
  private final Counter ownWrites;
  private final Counter byPrefix;
  private final Counter deleted;
  private final Counter restored;

  private IgnoredEvents(Meters meters) {
    ownWrites = counter(meters, "own-write");
    byPrefix = counter(meters, "ignore-prefix");
    deleted = counter(meters, "deleted");
    restored = counter(meters, "restored");
  }

  static IgnoredEvents of(ActorSystem<?> system) {
    return new IgnoredEvents(Meters.get(system));
  }

  private static Counter counter(Meters meters, String reason) {
    return meters.counter(
        "bindery.events.ignored",
        "Object events of watched buckets that do not count by the policy, by why.",
        "reason",
        reason);
  }

  void ownWrite() {
    ownWrites.increment();
  }

  void byPrefix() {
    byPrefix.increment();
  }

  void deleted() {
    deleted.increment();
  }

  void restored() {
    restored.increment();
  }
}
