package io.bindery.service.canary;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import io.bindery.platform.regular.RegularWork;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Tells on each node how it is with the canary. It reads the table for itself: that nobody uploads
 * canaries any more is told as well.
 */
final class CanaryHealth {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final CanaryRows rows;
  private final CanarySettings settings;
  private final long startedAt = System.nanoTime();
  private final AtomicReference<Optional<CanaryStatus>> status =
      new AtomicReference<>(Optional.empty());

  private CanaryHealth(CanaryRows rows, CanarySettings settings) {
    this.rows = rows;
    this.settings = settings;
  }

  static CanaryHealth start(ActorSystem<?> system, CanaryRows rows, CanarySettings settings) {
    var health = new CanaryHealth(rows, settings);
    settings.place().ifPresent(place -> health.start(system, place));
    return health;
  }

  private void start(ActorSystem<?> system, CanarySettings.Place place) {
    var part =
        Health.get(system)
            .part(
                new Dependency(
                    "canary",
                    Kind.CANARY,
                    "bindery.canary.bucket",
                    place.bucket(),
                    Optional.empty(),
                    false));
    var meters = new CanaryMeters(Meters.get(system));
    meters.gauges(this::status);
    for (var outcome : CanaryRun.Outcome.values()) {
      meters.ended(outcome);
    }
    RegularWork.start(system, "canary-health", PAUSE, () -> look(part));
  }

  Optional<CanaryStatus> status() {
    return status.get();
  }

  /** While the database is away, which health has of its own, it is as it was. */
  private void look(Part part) {
    var unused =
        rows.facts()
            .thenAccept(
                facts -> {
                  var now =
                      CanaryStatus.of(
                          facts, settings, Duration.ofNanos(System.nanoTime() - startedAt));
                  status.set(Optional.of(now));
                  part.found(finding(now, facts));
                });
  }

  private static Finding finding(CanaryStatus status, CanaryFacts facts) {
    var finding =
        switch (status.state()) {
          case PASSED -> Finding.up();
          case WAITING -> Finding.waiting("No canary has come through yet.");
          case LATE, FAILED, SILENT ->
              Finding.broken(status.words().orElse(""), status.wayOut().orElse(""));
        };
    return facts.cleaningError().map(finding::warning).orElse(finding);
  }
}
