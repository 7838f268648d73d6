package io.bindery.packager.lineage;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Part;
import io.bindery.platform.regular.RegularWork;
import io.bindery.platform.telemetry.Meters;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Tells on each node how it is with one target, as the outbox says. */
final class LineageHealth {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private volatile LineageRows.Figures figures =
      new LineageRows.Figures(0, 0, Optional.empty(), Optional.empty(), Optional.empty());

  private LineageHealth() {}

  static void start(ActorSystem<?> system, LineageTarget target, Part part, LineageRows rows) {
    var health = new LineageHealth();
    var meters = Meters.get(system);
    meters.gauge(
        "bindery.lineage.waiting",
        "",
        "Run events of OpenLineage that wait to be sent.",
        () -> health.figures.waiting(),
        "target",
        target.word());
    meters.gauge(
        "bindery.lineage.set.aside",
        "",
        "Run events of OpenLineage that were refused for good, and are set aside.",
        () -> health.figures.setAside(),
        "target",
        target.word());
    part.found(Finding.up());
    RegularWork.start(
        system,
        "lineage-health-" + target.word(),
        PAUSE,
        () -> {
          var unused =
              rows.figures(target)
                  .thenAccept(
                      now -> {
                        health.figures = now;
                        part.found(finding(now));
                      });
        });
  }

  static Finding finding(LineageRows.Figures figures) {
    var finding =
        figures
            .error()
            .map(
                error ->
                    Finding.waiting(
                        "It does not take events: %s. %d wait, the oldest since %s."
                            .formatted(
                                error.replaceFirst("[.]$", ""),
                                figures.waiting(),
                                figures
                                    .since()
                                    .map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString())
                                    .orElse("now")),
                        "Look at the endpoint. Nothing but lineage waits for it."))
            .orElseGet(Finding::up);
    return figures.setAside() == 0
        ? finding
        : finding.warning(
            "%d events were refused for good and are set aside, the last one as %s: GET /api/v1/lineage/events?state=set-aside has them, and POST /api/v1/lineage/resend sends them again."
                .formatted(
                    figures.setAside(),
                    figures.refusal().map(it -> it.replaceFirst("[.]$", "")).orElse("")));
  }
}
