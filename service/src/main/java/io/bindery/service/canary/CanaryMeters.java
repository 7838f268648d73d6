package io.bindery.service.canary;

import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import java.util.Optional;
import java.util.function.Supplier;

/** What is counted of canaries. */
record CanaryMeters(Meters meters) {
  /** Canaries that ended on this node. */
  Counter ended(CanaryRun.Outcome outcome) {
    return meters.counter(
        "bindery.canary.runs",
        "Canaries that ended: passed, failed, or lost.",
        "outcome",
        outcome.word());
  }

  /**
   * How it is with the canary.
   *
   * @param status nothing until it was looked at
   */
  void gauges(Supplier<Optional<CanaryStatus>> status) {
    meters.gauge(
        "bindery.canary.age",
        "seconds",
        "Time since a canary last came through; NaN if none ever did.",
        () ->
            status
                .get()
                .flatMap(CanaryStatus::ageSeconds)
                .map(Long::doubleValue)
                .orElse(Double.NaN));
    meters.gauge(
        "bindery.canary.late",
        "seconds",
        "By how much the canary is late that is missing; 0 if none is.",
        () -> status.get().map(CanaryStatus::lateSeconds).orElse(0L));
    for (var step : CanaryStep.values()) {
      meters.gauge(
          "bindery.canary.stuck",
          "",
          "1 if the canary is late or ended at this step of its way, else 0.",
          () ->
              status.get().flatMap(CanaryStatus::stuckAt).filter(step::equals).isPresent() ? 1 : 0,
          "step",
          step.word());
    }
  }
}
