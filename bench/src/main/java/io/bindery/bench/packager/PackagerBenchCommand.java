package io.bindery.bench.packager;

import io.bindery.bench.measure.BenchRun;
import io.bindery.bench.measure.BenchRun.Measured;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures the packager and prints a table. */
@Command(
    name = "packager",
    description =
        "Measure how fast packages are made, what hashing costs beside OpenSSL, and what a second"
            + " package or a kill costs, on a Postgres and an S3 in processes of their own.")
public final class PackagerBenchCommand implements Callable<Integer> {
  @Mixin private BenchRun run;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Measure only these, of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<PackagerBench.Measurement> only = EnumSet.allOf(PackagerBench.Measurement.class);

  @Override
  public Integer call() throws IOException {
    var sizes = run.quick() ? Sizes.quick() : Sizes.full();
    return run.around(
        List.of("org.apache", "io.zonky"),
        (data, progress) -> {
          var figures = PackagerBench.run(data, only, sizes, progress);
          return Measured.of(
              out -> Report.print(out, figures),
              figures.keyed(),
              figures.more(),
              Map.of("machine", figures.machine(), "sizes", figures.sizes()));
        });
  }
}
