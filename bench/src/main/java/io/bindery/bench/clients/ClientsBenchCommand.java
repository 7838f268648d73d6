package io.bindery.bench.clients;

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

/** Measures the clients and prints a table. */
@Command(
    name = "clients",
    description =
        "Measure what reads and writes S3, publishes to SNS and computes CRC-64/NVME, beside"
            + " Alpakka's S3 and SNS operators and aws-crt's CRC.")
public final class ClientsBenchCommand implements Callable<Integer> {
  private static final List<String> LOUD =
      List.of("akka", "org.elasticmq", "org.eclipse.jetty", "software.amazon");

  @Mixin private BenchRun run;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Measure only these, of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<ClientsBench.Measurement> only = EnumSet.allOf(ClientsBench.Measurement.class);

  @Override
  public Integer call() throws IOException {
    return run.around(
        LOUD,
        (data, progress) -> {
          var sizes = run.quick() ? Sizes.quick() : Sizes.full();
          var figures = ClientsBench.run(data, only, sizes, progress);
          return Measured.of(
              out -> Report.print(out, figures),
              Report.keyed(figures),
              Map.of(),
              Map.of("promises", figures.promises()));
        });
  }
}
