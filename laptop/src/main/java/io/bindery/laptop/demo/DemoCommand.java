package io.bindery.laptop.demo;

import io.bindery.laptop.BatchRule;
import io.bindery.laptop.Directions;
import io.bindery.laptop.Laptop;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the main job happening on a small real data set, and checks that it happened. */
@Command(
    name = "demo",
    description =
        "Upload a small data set to an embedded S3 and show its way to a verified package.",
    footer = {"", "Examples:", "  bindery demo", "  bindery demo --exchange"})
public final class DemoCommand implements Callable<Integer> {
  private static final String BUCKET = "bindery-demo";

  /** The count is out of reach: the batch closes by quiet, with all files of the upload in it. */
  private static final BatchRule RULE = BatchRule.of(2, 1_000, Duration.ofSeconds(2));

  @Option(
      names = "--exchange",
      description = "Publish the package to a data set of the local Data Exchange as well.")
  private boolean exchange;

  @Option(
      names = "--keep",
      description = "Leave everything running afterwards and print what to try next.")
  private boolean keep;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var narrator = new Narrator(spec.commandLine().getOut());
    var sample = Sample.in(home().resolve("samples").resolve("run"));
    var data = temporaryDirectory();
    narrator.say("starting Postgres, S3, SQS, SNS and EventBridge on free ports of 127.0.0.1");
    var options =
        new Laptop.Options(
            data, 0, OptionalInt.of(0), 1, List.of(BUCKET), RULE, Optional.empty(), true);
    try (var laptop = Laptop.start(options, narrator::detail)) {
      show(laptop, sample, narrator, data);
    } catch (RuntimeException e) {
      narrator.say("failed; the log is kept: %s".formatted(data.resolve("bindery.log")));
      throw e;
    }
    remove(data);
    narrator.say("done: every step was seen and checked");
    return ExitCode.OK;
  }

  private void show(Laptop laptop, Sample sample, Narrator narrator, Path data)
      throws InterruptedException {
    // Ctrl-C runs no finally block.
    var stop = new Thread(() -> stop(laptop, data), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try {
      narrator.say("Bindery is up; AWS endpoint %s".formatted(laptop.endpoint()));
      var revision = new DemoRun(laptop, BUCKET, sample, narrator).run();
      if (exchange) {
        try (var provider = new Provider(laptop.endpoint(), laptop.region())) {
          new ExchangeDemo(laptop, provider, BUCKET, sample, narrator).publish(revision);
        }
      }
      if (keep) {
        var out = spec.commandLine().getOut();
        out.printf("%nLeft running; Ctrl-C stops it and removes %s.%n%n", data);
        Directions.print(out, laptop);
        new CountDownLatch(1).await();
      }
      narrator.say("stopping");
    } finally {
      Runtime.getRuntime().removeShutdownHook(stop);
    }
  }

  private static Path home() {
    return Path.of(System.getProperty("bindery.home", "."));
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("bindery-demo-");
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "No temporary directory can be made: %s. Free some space or set java.io.tmpdir."
              .formatted(e),
          e);
    }
  }

  private static void stop(Laptop laptop, Path data) {
    laptop.close();
    remove(data);
  }

  private static void remove(Path data) {
    try (var tree = Files.walk(data)) {
      for (var path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the demo's data in " + data + " is left behind", e);
    }
  }
}
