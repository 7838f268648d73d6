package io.bindery.bench.queue;

import java.time.Duration;

/** How long each answer of SQS is under way. */
enum Distance {
  NEAR("", Duration.ZERO),
  FAR("_20ms", Duration.ofMillis(20));

  private final String suffix;
  private final Duration latency;

  Distance(String suffix, Duration latency) {
    this.suffix = suffix;
    this.latency = latency;
  }

  /** Of the names of figures. */
  String suffix() {
    return suffix;
  }

  Duration latency() {
    return latency;
  }
}
