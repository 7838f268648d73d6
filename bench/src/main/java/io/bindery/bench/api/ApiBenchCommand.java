package io.bindery.bench.api;

import io.bindery.bench.measure.BenchRun;
import io.bindery.bench.measure.BenchRun.Measured;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Measures the HTTP API and prints a table. */
@Command(
    name = "api",
    description =
        "Measure the HTTP API with 1,000,000 open batches and 100,000 jobs: lists with each filter"
            + " and order, traces, the stream with 200 clients and a slow one, the size of the"
            + " console, the cost of a command and of figures.")
public final class ApiBenchCommand implements Callable<Integer> {
  @Mixin private BenchRun run;

  @Override
  public Integer call() throws IOException {
    var sizes = run.quick() ? Sizes.quick() : Sizes.full();
    return run.around(
        List.of("org.elasticmq", "org.apache.pekko", "org.eclipse.jetty", "software.amazon"),
        (data, progress) -> {
          var figures = ApiBench.run(data, sizes, progress);
          return Measured.of(
              out -> Report.print(out, figures),
              figures.keyed(),
              figures.more(),
              Map.of("machine", figures.machine(), "sizes", figures.sizes()));
        });
  }
}
