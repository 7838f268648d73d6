package io.bindery.service.cli;

import io.bindery.service.BinderyService;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Runs one node of the service; nothing is embedded. */
@Command(
    name = "serve",
    description =
        "Run the service: queues, buses, buckets and database as configured, nothing embedded.",
    footer = {"", "Example:", "  bindery serve --config bindery.conf"})
final class ServeCommand implements Callable<Integer> {
  @Mixin private ConfigOption config;

  @Override
  public Integer call() {
    var settings = ConfigLoader.load(config.file());
    Logging.toConsole(settings);
    try (var service = BinderyService.start(settings)) {
      service.awaitEnd();
      return ExitCode.OK;
    }
  }
}
