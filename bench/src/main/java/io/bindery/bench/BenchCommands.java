package io.bindery.bench;

import io.bindery.service.cli.CommandModule;
import java.util.List;

/** Adds {@code bench} to the command line. */
public final class BenchCommands implements CommandModule {
  @Override
  public List<Object> commands() {
    return List.of(new BenchCommand());
  }
}
