package io.bindery.service.cli;

import io.bindery.packager.registry.RevisionName;
import io.bindery.packager.registry.Revisions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows the revisions of a package. */
@Command(
    name = "log",
    description = "Show the revisions of a package, newest first, and which of them is latest.")
final class LogCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Parameters(index = "1", paramLabel = "NS/NAME", description = "The package.")
  private String name;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var bucket = registry.bucket();
    var revision = RevisionName.parse(name);
    var history =
        registry.with(
            s3 -> new Revisions(s3).history(bucket, revision.name()).toCompletableFuture().join());
    if (history.isEmpty()) {
      throw new CommandException(
          ExitCode.FAILED,
          "Registry s3://%s has no package '%s'.".formatted(bucket, revision.name()));
    }
    var out = spec.commandLine().getOut();
    history.forEach(
        it -> out.printf("%s  %s%s%n", it.at(), it.topHash(), it.isLatest() ? "  latest" : ""));
    return ExitCode.OK;
  }
}
