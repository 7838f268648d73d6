package io.bindery.bench.clients;

import io.bindery.bench.measure.Cpu;
import io.bindery.bench.measure.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What two contestants took for the same work, round by round. They take turns, and who begins
 * changes, so that a machine that gets slower harms both.
 */
record Turns(List<Cost> bindery, List<Cost> peer) {

  /**
   * Of one run.
   *
   * @param cpuSeconds of the whole process
   */
  record Cost(double seconds, double cpuSeconds) {
    private static Cost of(Runnable work) {
      double cpu = Cpu.seconds();
      long start = System.nanoTime();
      work.run();
      return new Cost((System.nanoTime() - start) / 1e9, Cpu.seconds() - cpu);
    }
  }

  /** Runs both in without measuring, then in turn. */
  static Turns run(int warmUps, int rounds, Runnable bindery, Runnable peer) {
    for (int i = 0; i < warmUps; i++) {
      bindery.run();
      peer.run();
    }
    var ours = new ArrayList<Cost>();
    var theirs = new ArrayList<Cost>();
    for (int round = 0; round < rounds; round++) {
      if (round % 2 == 0) {
        ours.add(Cost.of(bindery));
        theirs.add(Cost.of(peer));
      } else {
        theirs.add(Cost.of(peer));
        ours.add(Cost.of(bindery));
      }
    }
    return new Turns(ours, theirs);
  }

  /** How much is done in a second, of so much in a run. */
  Row rate(String key, String what, double work, String unit) {
    return row(key, what, unit, cost -> work / cost.seconds(), false);
  }

  /** What the processors take for each of so many in a run. */
  Row cpu(String key, String what, double work, String unit) {
    return row(key, what, unit, cost -> cost.cpuSeconds() / work, true);
  }

  private Row row(
      String key, String what, String unit, ToDoubleFunction<Cost> figure, boolean lessIsBetter) {
    var ratios = new ArrayList<Double>();
    for (int round = 0; round < bindery.size(); round++) {
      double ratio =
          figure.applyAsDouble(bindery.get(round)) / figure.applyAsDouble(peer.get(round));
      ratios.add(lessIsBetter ? 1 / ratio : ratio);
    }
    return new Row(
        key, what, unit, median(bindery, figure), median(peer, figure), Median.of(ratios));
  }

  private static double median(List<Cost> costs, ToDoubleFunction<Cost> figure) {
    return Median.of(costs.stream().mapToDouble(figure).toArray());
  }
}
