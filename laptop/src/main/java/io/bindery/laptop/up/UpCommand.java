package io.bindery.laptop.up;

import io.bindery.laptop.BatchRule;
import io.bindery.laptop.Directions;
import io.bindery.laptop.Laptop;
import io.bindery.laptop.node.Nodes;
import io.bindery.service.cli.ConfigOption;
import io.bindery.service.cli.ExitCode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Runs the service with embedded parts until it is interrupted; the data stays. */
@Command(
    name = "up",
    description =
        "Run the service with an embedded database and AWS on loopback, until Ctrl-C. Data is kept, and so is the log, in bindery.log beside it.",
    footer = {"", "Example:", "  bindery up --bucket lab"})
public final class UpCommand implements Callable<Integer> {
  /** S3's rule, but for what looks like an address. */
  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "${sys:bindery.data:-data}",
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
      description =
          "Port of Bindery's HTTP API on 127.0.0.1, of further nodes the next ones; 0 takes free ones (default: bindery.http.port of your settings, or 8080).")
  private Integer httpPort;

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
      description =
          "A bucket to make and watch; may be repeated (default: those of your settings, or lab).")
  private List<String> buckets = new ArrayList<>();

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Folder segments of the common prefix (default: as your settings say, or 2).")
  private Integer depth;

  @Option(
      names = "--count",
      paramLabel = "N",
      description = "Distinct keys that close a batch (default: as your settings say, or 1000).")
  private Integer count;

  @Option(
      names = "--quiet",
      paramLabel = "SECONDS",
      description =
          "Seconds without an upload that close a batch (default: as your settings say, or 5).")
  private Integer quiet;

  @Mixin private ConfigOption config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    buckets.stream()
        .filter(name -> !BUCKET.matcher(name).matches())
        .findFirst()
        .ifPresent(this::refuse);
    if (nodes < 1 || nodes > Nodes.MOST) {
      throw new ParameterException(
          spec.commandLine(), "--nodes %d: it must be 1 to %d.".formatted(nodes, Nodes.MOST));
    }
    requirePort("--port", port, 1);
    requirePort("--http-port", httpPort == null ? 0 : httpPort, nodes);
    var out = spec.commandLine().getOut();
    var progress = new Progress(out);
    progress.begin("Starting Bindery; its log is " + data.resolve("bindery.log"));
    var rule =
        new BatchRule(
            Optional.ofNullable(depth),
            Optional.ofNullable(count),
            Optional.ofNullable(quiet).map(Duration::ofSeconds));
    var options =
        new Laptop.Options(
            data,
            port,
            httpPort == null ? OptionalInt.empty() : OptionalInt.of(httpPort),
            nodes,
            buckets,
            rule,
            config.file(),
            false);
    var laptop = Laptop.start(options, progress::done);
    var hook = new Thread(() -> stop(laptop, out), "stop");
    Runtime.getRuntime().addShutdownHook(hook);
    out.printf("%nBindery is up. Ctrl-C stops it; the data is kept in %s.%n%n", data);
    Directions.print(out, laptop);
    laptop.awaitFailure();
    return ExitCode.OK;
  }

  private void requirePort(String option, int first, int many) {
    if (first < 0 || first + many - 1 > 65_535) {
      throw new ParameterException(
          spec.commandLine(),
          "%s %d: it must be 1 to %d, or 0 for a free one."
              .formatted(option, first, 65_536 - many));
    }
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
