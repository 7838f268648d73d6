package io.bindery.service.cli;

import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.verify.Verification;
import io.bindery.packager.verify.Verifier;
import io.bindery.platform.aws.AwsClients;
import io.bindery.platform.aws.AwsSettings;
import io.bindery.protocol.s3.S3Uri;
import io.bindery.protocol.s3.S3UriException;
import io.bindery.service.config.ConfigLoader;
import io.bindery.service.logging.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads every object of a revision again and compares it with the manifest. */
@Command(
    name = "verify",
    description =
        "Read every object of a revision again and compare its hash with the manifest's. AWS"
            + " credentials, region and endpoint come from the environment.")
final class VerifyCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "s3://REGISTRY", description = "The registry's bucket.")
  private String registry;

  @Parameters(
      index = "1",
      paramLabel = "NS/NAME[@TOPHASH]",
      description =
          "The package; its newest revision unless a top hash, or its first digits, are given.")
  private String revision;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings that differ from the shipped config/application.conf.")
  private Path config;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var bucket = bucket();
    var name = RevisionName.parse(revision);
    Logging.errorsOnly();
    var settings = AwsSettings.from(ConfigLoader.load(Optional.ofNullable(config)));
    try (var aws = new AwsClients(settings)) {
      var progress = new ProgressLine(spec.commandLine().getErr());
      var found = Verifier.verify(aws.s3(), bucket, name, progress::show);
      progress.clear();
      return tell(name, found);
    }
  }

  private String bucket() {
    try {
      var uri = S3Uri.parse(registry);
      if (uri.key().isEmpty() && uri.versionId().isEmpty()) {
        return uri.bucket();
      }
    } catch (S3UriException e) {
      throw new CommandException(ExitCode.USAGE, notARegistry(), e);
    }
    throw new CommandException(ExitCode.USAGE, notARegistry());
  }

  private String notARegistry() {
    return "'%s' is not a registry: write the bucket as s3://BUCKET.".formatted(registry);
  }

  private int tell(RevisionName name, Verification found) {
    var out = spec.commandLine().getOut();
    out.printf("package   %s%n", name.name());
    out.printf("top hash  %s%n", found.topHash());
    out.printf(
        "verified  %,d of %,d files (%,d bytes)%n", found.verified(), found.files(), found.bytes());
    if (found.isGood()) {
      return ExitCode.OK;
    }
    found.problems().forEach(problem -> out.printf("%s: %s%n", problem.where(), problem.text()));
    out.flush();
    long problems = found.counts().values().stream().mapToLong(Long::longValue).sum();
    throw new CommandException(
        ExitCode.FAILED,
        "%s is not what its manifest says: %d problems.".formatted(name.name(), problems));
  }

  /** One line on a terminal that is written over; nothing elsewhere. */
  private static final class ProgressLine {
    private static final long PAUSE_NANOS = 200_000_000;

    private final PrintWriter err;
    private final boolean shown = Logging.isTerminal();
    private long last = System.nanoTime();

    ProgressLine(PrintWriter err) {
      this.err = err;
    }

    void show(Verification.Progress progress) {
      if (shown && System.nanoTime() - last > PAUSE_NANOS) {
        last = System.nanoTime();
        err.printf(
            "\r%,d of %,d files, %,d of %,d bytes, %d problems ",
            progress.files(),
            progress.allFiles(),
            progress.bytes(),
            progress.allBytes(),
            progress.problems());
        err.flush();
      }
    }

    void clear() {
      if (shown) {
        err.print("\r\033[K");
        err.flush();
      }
    }
  }
}
