package io.bindery.bench.chaos;

import io.bindery.bench.chaos.check.Verdict;
import io.bindery.bench.chaos.history.Incident;
import io.bindery.bench.chaos.plan.FaultKind;
import io.bindery.bench.chaos.plan.Schedule;
import java.util.List;
import java.util.Set;

/**
 * What came of a run.
 *
 * @param possible the faults that could be had
 * @param kills processes that were killed
 * @param selfEnded nodes that ended by themselves and were started again
 * @param unanswered versions of uploads whose answer did not come
 * @param batches that were closed
 * @param revisions that were made
 * @param publications that were asked for
 * @param calls of AWS that came through the gate, and those of them that met trouble
 * @param seconds from the start of the load to the end
 */
record Result(
    Options options,
    Schedule schedule,
    Set<FaultKind> possible,
    String network,
    List<Incident> incidents,
    Verdict verdict,
    long kills,
    long selfEnded,
    int unanswered,
    int batches,
    int revisions,
    int publications,
    long calls,
    long troubled,
    double seconds) {
  /** Processors times hours. */
  double coreHours() {
    return Runtime.getRuntime().availableProcessors() * seconds / 3_600;
  }
}
