package io.bindery.service.system;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.journal.JournalMeters;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads what is counted anyway. */
final class Figures {
  private static final double NEARLY_ALL = 0.99;

  private final JournalMeters journal;
  private final MeterRegistry registry;

  Figures(ActorSystem<?> system) {
    this.journal = JournalMeters.get(system);
    this.registry = Meters.get(system).registry();
  }

  /** All counters of a name, whatever their tags, added up. */
  double sum(String name) {
    return registry.find(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  /** The counters of a name that have this tag, added up. */
  double sum(String name, String tag, String value) {
    return registry.find(name).tag(tag, value).counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }

  /** A gauge as it is now; nothing if there is none, or nobody knows. */
  Optional<Long> gauge(String name, String... tags) {
    return Optional.ofNullable(registry.find(name).tags(tags).gauge())
        .map(gauge -> gauge.value())
        .filter(Double::isFinite)
        .map(Math::round);
  }

  SystemView.Journal journal() {
    var timer = journal.write();
    var snapshot = timer.takeSnapshot();
    long writes = snapshot.count();
    if (writes == 0) {
      return new SystemView.Journal(0, 0, Optional.empty(), Optional.empty(), Optional.empty());
    }
    var buckets = snapshot.histogramCounts();
    Optional<Double> nearlyAll = Optional.empty();
    for (int i = 0; i < buckets.length && nearlyAll.isEmpty(); i++) {
      if (buckets[i].count() >= NEARLY_ALL * writes) {
        nearlyAll = Optional.of(buckets[i].bucket(TimeUnit.SECONDS)).filter(Double::isFinite);
      }
    }
    return new SystemView.Journal(
        writes,
        Math.round(journal.events().totalAmount()),
        Optional.of(snapshot.mean(TimeUnit.SECONDS)),
        nearlyAll,
        Optional.of(snapshot.max(TimeUnit.SECONDS)));
  }
}
