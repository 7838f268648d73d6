package io.bindery.service.cli;

import io.bindery.packager.registry.Revisions;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that changes which revisions a package has. */
abstract class RevisionCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NS/NAME@TOPHASH",
      description = "The revision, by its top hash or the first digits of it.")
  private String revision;

  @Spec private CommandSpec spec;

  @Override
  public final Integer call() {
    var place = registry.place(revision).exact();
    var said =
        registry.with(
            place.registry(), s3 -> change(new Revisions(s3), place).toCompletableFuture().join());
    spec.commandLine().getOut().printf("%s: %s%n", place.revision().name(), said);
    return ExitCode.OK;
  }

  /** Changes it; what is said of it then. */
  abstract CompletionStage<String> change(Revisions revisions, Names.Place place);
}
