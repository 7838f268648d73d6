package io.bindery.bench.chaos;

import io.bindery.bench.chaos.plan.FaultKind;
import io.bindery.bench.chaos.plan.Lane;
import io.bindery.bench.chaos.plan.Schedule;
import java.io.PrintWriter;
import java.util.Set;

/** A schedule, to be read. */
final class ScheduleText {
  private static final int MOST = 40;

  private ScheduleText() {}

  /** Prints it for these faults; those that a machine does not have are left out of the run. */
  static void print(PrintWriter out, long seed, double minutes, Set<FaultKind> kinds) {
    var schedule = Schedule.of(seed, minutes, kinds);
    for (var lane : Lane.values()) {
      var steps = schedule.lanes().get(lane);
      out.printf("%s: %d steps%n", lane, steps.size());
      steps.stream().limit(MOST).forEach(step -> out.println("  " + step.words()));
      if (steps.size() > MOST) {
        out.printf("  ... and %d more%n", steps.size() - MOST);
      }
    }
    out.flush();
  }
}
