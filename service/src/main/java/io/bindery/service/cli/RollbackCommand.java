package io.bindery.service.cli;

import io.bindery.packager.registry.Revisions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes an earlier revision the newest. */
@Command(
    name = "rollback",
    description =
        "Let latest lead to an earlier revision of a package. Nothing is deleted: bindery log"
            + " still shows all revisions.",
    footer = {"", "Example:", "  bindery rollback s3://lab-registry sequencing/run-1@9c2f01"})
final class RollbackCommand implements Callable<Integer> {
  @Mixin private RegistryOptions registry;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NS/NAME@TOPHASH",
      description = "The revision, by its top hash or the first digits of it.")
  private String revision;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    var place = registry.place(revision).exact();
    var bucket = place.registry();
    var name = place.revision();
    var hash =
        registry.with(
            bucket, s3 -> new Revisions(s3).rollback(bucket, name).toCompletableFuture().join());
    spec.commandLine().getOut().printf("%s: latest is %s%n", name.name(), hash);
    return ExitCode.OK;
  }
}
