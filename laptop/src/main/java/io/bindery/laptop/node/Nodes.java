package io.bindery.laptop.node;

import com.typesafe.config.Config;
import io.bindery.localaws.state.Ports;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The nodes of a cluster, each a child JVM. One that ends is told of, and not started again. */
public final class Nodes implements AutoCloseable {
  /** The highest number of a node. */
  public static final int MOST = 9;

  private final NodeFiles files;
  private final List<NodeProcess> processes = new ArrayList<>();

  /**
   * What to start.
   *
   * @param data the data directory
   * @param nodes how many, 2 to {@link #MOST}
   * @param httpPort of node 1's HTTP API, the next one for node 2 and so on; 0 takes free ones
   * @param userConfig the user's settings, if any
   * @param service what all nodes set alike on top of them
   */
  public record Options(
      Path data, int nodes, int httpPort, Optional<Path> userConfig, Config service) {}

  private Nodes(NodeFiles files) {
    this.files = files;
  }

  /**
   * Starts them and returns when all work.
   *
   * @param out gets one line for each node that works, and for each that ends unasked
   * @throws CommandException if one does not come up
   */
  public static Nodes start(Options options, PrintStream out) {
    var nodes = new Nodes(NodeFiles.in(options.data()));
    try {
      nodes.run(options, out);
      return nodes;
    } catch (RuntimeException e) {
      nodes.close();
      throw e;
    }
  }

  private void run(Options options, PrintStream out) {
    var plan =
        new NodePlan(
            ParentWatch.Parent.current(),
            options.nodes(),
            IntStream.range(0, MOST).mapToObj(i -> Ports.free()).toList(),
            options.httpPort(),
            options.userConfig().map(path -> path.toAbsolutePath().toString()),
            options.service());
    try {
      plan.write(files.plan());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "File %s cannot be written: %s".formatted(files.plan(), e), e);
    }
    for (int node = 1; node <= options.nodes(); node++) {
      processes.add(NodeProcess.start(node, options.data(), out));
    }
    processes.forEach(NodeProcess::awaitReady);
  }

  /** Where the HTTP APIs listen, unless the user's configuration switches them off. */
  public List<URI> apis() {
    return processes.stream().map(NodeProcess::api).flatMap(Optional::stream).toList();
  }

  /** Stops them all, those that were started from other shells too. */
  @Override
  public void close() {
    // From now on no end is unasked.
    processes.forEach(NodeProcess::expectEnd);
    try {
      Files.deleteIfExists(files.plan());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.FAILED, "File %s cannot be removed: %s".formatted(files.plan(), e), e);
    } finally {
      processes.forEach(NodeProcess::stop);
    }
  }
}
