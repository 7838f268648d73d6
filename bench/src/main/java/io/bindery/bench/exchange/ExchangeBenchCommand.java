package io.bindery.bench.exchange;

import io.bindery.bench.measure.BenchRun;
import io.bindery.bench.measure.BenchRun.Measured;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures publishing to Data Exchange and prints a table. */
@Command(
    name = "exchange",
    description =
        "Measure a publication to the local Data Exchange, with jobs of 51 seconds of its time,"
            + " against the least that its quotas allow, and beside the way of the AWS Data"
            + " Exchange Publisher Coordinator.")
public final class ExchangeBenchCommand implements Callable<Integer> {
  private static final double MOST = 50;

  @Mixin private BenchRun run;

  @Option(
      names = "--only",
      paramLabel = "PART",
      split = ",",
      description = "Measure only these, of ${COMPLETION-CANDIDATES} (default: all).")
  private Set<ExchangeBench.Measurement> only = EnumSet.allOf(ExchangeBench.Measurement.class);

  @Option(
      names = "--speed",
      paramLabel = "N",
      description =
          "How many seconds of Data Exchange pass in one of the wall, 1 to 50 (default: 10, with"
              + " --quick 20). What this machine takes for itself counts so many times.")
  private Optional<Double> speed = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    speed.ifPresent(
        wanted -> {
          if (!(wanted >= 1 && wanted <= MOST)) {
            throw new CommandLine.ParameterException(
                spec.commandLine(), "--speed is %s: it must be 1 to 50.".formatted(wanted));
          }
        });
    var standard = run.quick() ? Sizes.quick() : Sizes.full();
    var sizes = speed.map(standard::at).orElse(standard);
    return run.around(
        List.of("org.elasticmq", "org.apache.pekko", "org.eclipse.jetty", "software.amazon"),
        (data, progress) -> {
          var figures = ExchangeBench.run(data, only, sizes, progress);
          return Measured.of(
              out -> Report.print(out, figures),
              figures.keyed(),
              figures.more(),
              Map.of("machine", figures.machine(), "sizes", figures.sizes()));
        });
  }
}
