package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchDatabase;
import io.bindery.bench.measure.InProcessAws;
import io.bindery.bench.measure.Until;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A node that starts when many batches are long overdue. */
final class Restart {
  private static final Rule OVERDUE = new Rule(1_000, Duration.ofSeconds(1));

  /** Twice what is aimed at for the largest number. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final int NEW_PREFIX = 99_000_000;

  private Restart() {}

  /**
   * What it took.
   *
   * @param seconds from the start of the node until the last batch was announced
   * @param doubles announcements beyond the first of each batch
   * @param firstSeconds from the start of the node until a new object event was durable
   */
  record Recovery(double seconds, long doubles, double firstSeconds) {}

  static Recovery run(BenchDatabase database, int overdue) {
    JournalSeed.open(database, overdue, "now() - interval '1 hour'");
    var announcements = new Announcements();
    long start = System.nanoTime();
    try (var node =
        BenchNode.start(database, InProcessAws.with(announcements), OVERDUE, Map.of())) {
      var event = new Load(Load.Shape.uniform(1), 0, "restart").event(NEW_PREFIX);
      node.record(List.of(event));
      double first = (System.nanoTime() - start) / 1e9;
      int all = overdue + JournalSeed.RECORDED + 1;
      Until.holds(
          PATIENCE,
          () ->
              "%,d of %,d overdue batches to be announced"
                  .formatted(all - announcements.byPrefix().size(), all),
          () -> announcements.byPrefix().size() == all);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Recovery(seconds, announcements.doubles(), first);
    }
  }
}
