package io.bindery.service.cli;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.shadow.EventFile;
import io.bindery.service.shadow.EventQueue;
import io.bindery.service.shadow.Heard;
import io.bindery.service.shadow.ShadowDiff;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares what Bindery announced in shadow mode with what another system announced. */
@Command(
    name = "shadow-diff",
    description =
        "Compare the announcements of two systems, as when Bindery runs in shadow mode beside"
            + " Event-Driven Packaging. A queue is read and left as it was; AWS credentials, region"
            + " and endpoint come from the environment.",
    footer = {"", "Example:", "  bindery shadow-diff --ours ours.jsonl --theirs theirs.jsonl"})
final class ShadowDiffCommand implements Callable<Integer> {
  @Option(
      names = "--ours",
      required = true,
      paramLabel = "QUEUE_URL|FILE",
      description = "What Bindery announced: a queue of EventBridge events, or a file, one a line.")
  private String ours;

  @Option(
      names = "--theirs",
      required = true,
      paramLabel = "QUEUE_URL|FILE",
      description = "What the other system announced, likewise.")
  private String theirs;

  @Option(
      names = "--window",
      paramLabel = "DURATION",
      defaultValue = "10m",
      description =
          "How far apart two announcements of the same folder may be to count as the same, such as"
              + " 90s or 10m (default: ${DEFAULT-VALUE}).")
  private String window;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the comparison here too.")
  private Path json;

  @Mixin private ConfigOption config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var span = window();
    if (ours.equals(theirs)) {
      throw new CommandException(
          ExitCode.USAGE, "--ours and --theirs are both %s: name two.".formatted(ours));
    }
    var report = isQueue(ours) || isQueue(theirs) ? compareWithQueues(span) : compare(null, span);
    if (json != null) {
      write(report);
    }
    report.print(spec.commandLine().getOut());
    if (report.diff().isSame()) {
      return ExitCode.OK;
    }
    throw new CommandException(
        ExitCode.FAILED,
        "The announcements differ: %d only ours, %d only theirs."
            .formatted(report.diff().onlyOurs().size(), report.diff().onlyTheirs().size()));
  }

  private ShadowReport compareWithQueues(Duration span) {
    var settings = AwsSettings.from(ConfigLoader.load(config.file()));
    try (var aws = new AwsClients(settings)) {
      return compare(aws, span);
    }
  }

  private ShadowReport compare(AwsClients aws, Duration span) {
    var our = heard(aws, ours);
    var their = heard(aws, theirs);
    return new ShadowReport(span, our, their, ShadowDiff.of(our, their, span));
  }

  private static Heard heard(AwsClients aws, String where) {
    if (isQueue(where)) {
      return EventQueue.read(aws.sqs(), where);
    }
    var file = Path.of(where);
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "File %s is not there or not readable.".formatted(file));
    }
    try {
      return EventFile.read(file);
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "File %s cannot be read: %s.".formatted(file, e.getMessage()), e);
    }
  }

  private static boolean isQueue(String where) {
    return where.startsWith("https://") || where.startsWith("http://");
  }

  private void write(ShadowReport report) {
    try {
      Files.writeString(json, report.toJson());
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "File %s cannot be written: %s.".formatted(json, e.getMessage()),
          e);
    }
  }

  private Duration window() {
    try {
      var span = ConfigFactory.parseMap(Map.of("window", window)).getDuration("window");
      if (!span.isNegative()) {
        return span;
      }
    } catch (ConfigException e) {
      throw new CommandException(ExitCode.USAGE, notAWindow(), e);
    }
    throw new CommandException(ExitCode.USAGE, notAWindow());
  }

  private String notAWindow() {
    return "--window %s is not a duration: write one such as 90s or 10m.".formatted(window);
  }
}
