package io.bindery.bench.queue;

import io.bindery.bench.measure.BenchRun;
import io.bindery.bench.measure.BenchRun.Measured;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the way from a queue and prints a table. */
@Command(
    name = "queue",
    description =
        "Measure how fast notices come from a queue of SQS into the journal, beside a loop that only"
            + " receives and deletes, and a listener that inserts one row per notice.")
public final class QueueBenchCommand implements Callable<Integer> {
  private static final List<String> LOUD = List.of("io.zonky");

  @Mixin private BenchRun run;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description = "Of the drawn prefixes (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Override
  public Integer call() throws IOException {
    var sizes = run.quick() ? Sizes.quick() : Sizes.full();
    return run.around(
        LOUD,
        (data, progress) -> {
          var figures = QueueBench.run(data, sizes, seed, progress);
          return new Measured(
              out -> Report.print(out, figures), file -> Report.write(file, figures));
        });
  }
}
