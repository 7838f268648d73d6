package io.bindery.bench.queue;

import io.bindery.bench.measure.Median;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The turns of one contestant, a round each.
 *
 * @param distance how far away its queue was
 */
record Entry(Who who, Distance distance, List<Turn> turns) {
  /** The median of a figure. */
  double median(ToDoubleFunction<Turn> figure) {
    return Median.of(turns.stream().mapToDouble(figure).toArray());
  }

  /** The median of how many times another's figure this one's is, round by round. */
  double ratio(Entry other, ToDoubleFunction<Turn> figure) {
    return Median.of(
        IntStream.range(0, turns.size())
            .mapToDouble(
                round ->
                    figure.applyAsDouble(turns.get(round))
                        / figure.applyAsDouble(other.turns.get(round)))
            .toArray());
  }
}
