package io.bindery.bench;

import io.bindery.bench.chaos.ChaosCommand;
import io.bindery.service.cli.CommandModule;
import java.util.List;

/** Adds {@code bench} and {@code chaos} to the command line. */
public final class BenchCommands implements CommandModule {
  @Override
  public List<Object> commands() {
    return List.of(new BenchCommand(), new ChaosCommand());
  }
}
