package io.bindery.service.cli;

import io.bindery.packager.verify.Verification;
import io.bindery.packager.verify.Verifier;
import io.bindery.quilt.uri.PackageUri;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads every object of a revision again and compares it with the manifest. */
@Command(
    name = "verify",
    description =
        "Read every object of a revision again and compare its hash with the manifest's. AWS"
            + " credentials, region and endpoint come from the environment.",
    footer = {"", "Example:", "  bindery verify s3://lab-registry sequencing/run-1"})
final class VerifyCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NS/NAME[@TOPHASH]",
      description =
          "The package; its newest revision unless a top hash, or its first digits, are given.")
  private String revision;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var place = registry.place(revision);
    var bucket = place.registry();
    var name = place.revision();
    var progress = new ProgressLine(spec.commandLine().getErr());
    var found =
        registry.with(
            bucket, s3 -> Verifier.verify(s3, bucket, name, it -> progress.show(() -> line(it))));
    progress.clear();
    return tell(place, found);
  }

  private static String line(Verification.Progress progress) {
    return "%,d of %,d files, %,d of %,d bytes, %d problems"
        .formatted(
            progress.files(),
            progress.allFiles(),
            progress.bytes(),
            progress.allBytes(),
            progress.problems());
  }

  private int tell(Names.Place place, Verification found) {
    var name = place.revision();
    var out = spec.commandLine().getOut();
    out.printf("package   %s%n", name.name());
    out.printf("top hash  %s%n", found.topHash());
    out.printf(
        "verified  %,d of %,d files (%,d bytes)%n", found.verified(), found.files(), found.bytes());
    out.printf(
        "uri       %s%n",
        PackageUri.of(place.registry(), name.name().value(), found.topHash().value()));
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
}
