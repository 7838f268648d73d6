package io.bindery.bench.chaos.plan;

import java.util.Locale;

/**
 * A fault of the schedule.
 *
 * @param afterMillis the pause between the end of the fault before it and its start
 * @param lastsMillis how long until it is healed
 * @param salt decides what else is left to chance, such as which node
 */
public record Step(FaultKind kind, long afterMillis, long lastsMillis, long salt) {
  /** One line of the schedule. */
  public String words() {
    return String.format(
        Locale.ROOT,
        "after %4.1f s  %-22s for %4.1f s  (%016x)",
        afterMillis / 1e3,
        kind,
        lastsMillis / 1e3,
        salt);
  }
}
