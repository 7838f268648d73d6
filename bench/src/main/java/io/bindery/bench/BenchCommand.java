package io.bindery.bench;

import io.bindery.bench.api.ApiBenchCommand;
import io.bindery.bench.clients.ClientsBenchCommand;
import io.bindery.bench.exchange.ExchangeBenchCommand;
import io.bindery.bench.localaws.LocalS3BenchCommand;
import io.bindery.bench.packager.PackagerBenchCommand;
import io.bindery.bench.queue.QueueBenchCommand;
import io.bindery.bench.router.RouterBenchCommand;
import io.bindery.bench.scale.ScaleBenchCommand;
import io.bindery.bench.way.WayBenchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Names what can be measured. */
@Command(
    name = "bench",
    description = "Measure Bindery on this machine, on a database and an AWS of its own.",
    synopsisSubcommandLabel = "WHAT",
    subcommands = {
      RouterBenchCommand.class,
      QueueBenchCommand.class,
      PackagerBenchCommand.class,
      ExchangeBenchCommand.class,
      LocalS3BenchCommand.class,
      ClientsBenchCommand.class,
      ApiBenchCommand.class,
      ScaleBenchCommand.class,
      WayBenchCommand.class
    })
public final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(
        spec.commandLine(),
        "Say what to measure: router, queue, packager, exchange, s3, clients, api, scale or way.");
  }
}
