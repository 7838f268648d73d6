package io.bindery.exchange.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.exchange.publication.Ending;
import io.bindery.exchange.publication.Publications;
import io.bindery.exchange.publication.Waits;
import io.bindery.platform.journal.Committed;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts the seconds that publications wait, once they wait no more, or for something else: those
 * that wait are in memory, and no others.
 */
final class WaitMeters implements Waits {
  private static final double NANOS = 1e9;

  /**
   * A wait that goes on.
   *
   * @param since as {@link System#nanoTime()} counts
   */
  private record Open(String kind, long since) {}

  private final Meters meters;
  private final Map<String, Open> open = new ConcurrentHashMap<>();

  private WaitMeters(Meters meters) {
    this.meters = meters;
  }

  static WaitMeters start(ActorSystem<?> system) {
    var meters = Meters.get(system);
    var waits = new WaitMeters(meters);
    Waits.KINDS.forEach(waits::waited);
    Committed.get(system)
        .listen(
            Publications.ENTITY_TYPE,
            Ending.class,
            written -> waits.waits(written.entityId(), Optional.empty()));
    return waits;
  }

  private Counter waited(String cause) {
    return Counter.builder("bindery.exchange.waited")
        .baseUnit("seconds")
        .description("Time that publications have waited, by what for.")
        .tag("for", cause)
        .register(meters.registry());
  }

  @Override
  public void waits(String publicationId, Optional<Wait> wait) {
    long now = System.nanoTime();
    var before =
        wait.isPresent()
            ? open.put(publicationId, new Open(wait.get().kind(), now))
            : open.remove(publicationId);
    if (before != null) {
      waited(before.kind()).increment((now - before.since()) / NANOS);
    }
  }
}
