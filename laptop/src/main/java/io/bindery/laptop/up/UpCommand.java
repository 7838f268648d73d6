package io.bindery.laptop.up;

import io.bindery.laptop.BatchRule;
import io.bindery.laptop.Directions;
import io.bindery.laptop.Laptop;
import io.bindery.laptop.node.Nodes;
import io.bindery.service.cli.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the service with embedded parts until it is interrupted; the data stays. */
@Command(
    name = "up",
    description =
        "Run the service with an embedded database and AWS on loopback, until Ctrl-C. Data is kept.")
public final class UpCommand implements Callable<Integer> {
  /** S3's rule, but for what looks like an address. */
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "Where all state is kept (default: ${DEFAULT-VALUE}).")
  private Path data;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "4566",
      description =
          "Port of the AWS endpoint on 127.0.0.1; 0 takes a free one (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--http-port",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Port of Bindery's HTTP API on 127.0.0.1, of further nodes the next ones; 0 takes free ones (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--nodes",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many nodes the service has: 1 in this process, or 2 to "
              + Nodes.MOST
              + " in one each, as a cluster. With 3, any one can be lost; 'bindery node' starts it again, or one more (default: ${DEFAULT-VALUE}).")
  private int nodes;

  @Option(
      names = "--bucket",
      paramLabel = "NAME",
      defaultValue = "lab",
      description = "A bucket to make and watch; may be repeated (default: ${DEFAULT-VALUE}).")
  private List<String> buckets;

  @Option(
      names = "--depth",
      paramLabel = "N",
      defaultValue = "2",
      description = "Folder segments of the common prefix (default: ${DEFAULT-VALUE}).")
  private int depth;

  @Option(
      names = "--count",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Distinct keys that close a batch (default: ${DEFAULT-VALUE}).")
  private int count;

  @Option(
      names = "--quiet",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "Seconds without an upload that close a batch (default: ${DEFAULT-VALUE}).")
  private int quiet;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings that differ from the shipped config/application.conf.")
  private Path config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    buckets.stream()
        .filter(name -> !BUCKET.matcher(name).matches())
        .findFirst()
        .ifPresent(this::refuse);
    if (nodes < 1 || nodes > Nodes.MOST) {
      throw new ParameterException(
          spec.commandLine(), "--nodes %d: it must be 1 to %d.".formatted(nodes, Nodes.MOST));
    }
    var out = spec.commandLine().getOut();
    out.println("Starting Postgres and the local AWS ...");
    out.flush();
    var rule = new BatchRule(depth, count, Duration.ofSeconds(quiet));
    var laptop =
        Laptop.start(
            new Laptop.Options(
                data, port, httpPort, nodes, buckets, rule, Optional.ofNullable(config), false));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(laptop, out), "stop"));
    out.printf("%nBindery is up. Ctrl-C stops it; the data is kept in %s.%n%n", data);
    Directions.print(out, laptop, buckets, rule);
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  private void refuse(String bucket) {
    throw new ParameterException(
        spec.commandLine(),
        "'%s' cannot be a bucket: 3 to 63 lower-case letters, digits, dots and hyphens."
            .formatted(bucket));
  }

  private static void stop(Laptop laptop, PrintWriter out) {
    out.println("Stopping ...");
    out.flush();
    laptop.close();
  }
}
