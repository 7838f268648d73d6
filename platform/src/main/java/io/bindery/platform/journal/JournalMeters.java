package io.bindery.platform.journal;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** What is measured of the journal of one node. */
public final class JournalMeters {
  private final Meters meters;

  private JournalMeters(Meters meters) {
    this.meters = meters;
  }

  /** Those of a node. */
  public static JournalMeters get(ActorSystem<?> system) {
    return new JournalMeters(Meters.get(system));
  }

  /** How long a write takes, for all entities that it is for. */
  public Timer write() {
    return meters.times(
        "bindery.journal.write",
        "Time of one write of the journal, which is for many entities.",
        Duration.ofMillis(1),
        Duration.ofSeconds(20));
  }

  /** Events that one write holds. */
  public DistributionSummary events() {
    return meters.sizes("bindery.journal.write.events", "Events in one write of the journal.");
  }

  /**
   * Persists of entities, many of which are in one write.
   *
   * @param outcome {@code stored} or {@code failed}
   */
  Counter persists(String outcome) {
    return meters.counter(
        "bindery.journal.persists",
        "Persists of entities that the journal has stored, or that failed.",
        "outcome",
        outcome);
  }
}
