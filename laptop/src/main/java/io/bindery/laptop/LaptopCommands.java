package io.bindery.laptop;

import io.bindery.laptop.demo.DemoCommand;
import io.bindery.laptop.node.NodeCommand;
import io.bindery.laptop.up.UpCommand;
import io.bindery.service.cli.CommandModule;
import java.util.List;

/** Adds {@code demo}, {@code up} and {@code node} to the command line. */
public final class LaptopCommands implements CommandModule {
  @Override
  public List<Object> commands() {
    return List.of(new DemoCommand(), new UpCommand(), new NodeCommand());
  }
}
