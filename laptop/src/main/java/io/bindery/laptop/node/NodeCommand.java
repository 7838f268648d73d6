package io.bindery.laptop.node;

import com.typesafe.config.Config;
import io.bindery.laptop.LocalCredentials;
import io.bindery.service.BinderyService;
import io.bindery.service.ServiceStartException;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one node of the cluster that {@code up --nodes} started. */
@Command(
    name = "node",
    description =
        "Run one node of the cluster that 'bindery up --nodes' started: one that was killed again, or one more. It ends with Ctrl-C, or with 'up'.")
public final class NodeCommand implements Callable<Integer> {
  @Parameters(
      index = "0",
      paramLabel = "N",
      description = "The node's number, 1 to " + Nodes.MOST + ".")
  private int number;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:bindery.data:-data}",
      description = "The data directory of 'bindery up' (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    if (number < 1 || number > Nodes.MOST) {
      throw new ParameterException(
          spec.commandLine(),
          "There is no node %d: it must be 1 to %d.".formatted(number, Nodes.MOST));
    }
    var files = NodeFiles.in(data);
    var plan = NodePlan.read(files.plan());
    LocalCredentials.use();
    var config =
        ConfigLoader.load(
            plan.userConfig().map(Path::of), plan.settings(number, files.spool(number)));
    Logging.toFile(config, files.log(number));
    ParentWatch.start(plan.parent(), files.plan());
    int port = plan.ports().get(number - 1);
    try (var service = start(config, port)) {
      var out = spec.commandLine().getOut();
      out.println(
          NodeReady.line(number, ProcessHandle.current().pid(), port, service.api(), files));
      out.flush();
      service.awaitEnd();
      return ExitCode.OK;
    }
  }

  private BinderyService start(Config config, int port) {
    try {
      return BinderyService.start(config);
    } catch (ServiceStartException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "Node %d runs already, or something else is at its port %d.".formatted(number, port),
          e);
    }
  }
}
