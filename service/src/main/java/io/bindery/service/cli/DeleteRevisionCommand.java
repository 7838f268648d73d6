package io.bindery.service.cli;

import io.bindery.packager.registry.Revisions;
import io.bindery.protocol.text.Amounts;
import io.bindery.quilt.manifest.TopHash;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes a revision from the history of a package. */
@Command(
    name = "delete-revision",
    description =
        "Remove a revision from a package's history, as Quilt does: its pointers go, its manifest"
            + " stays, and latest leads to the newest revision that is left.",
    footer = {
      "",
      "Example:",
      "  bindery delete-revision s3://lab-registry sequencing/run-1@9c2f01"
    })
final class DeleteRevisionCommand implements Callable<Integer> {
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
    var done =
        registry.with(
            bucket, s3 -> new Revisions(s3).delete(bucket, name).toCompletableFuture().join());
    spec.commandLine()
        .getOut()
        .printf(
            "%s: removed %s (%s), latest is %s%n",
            name.name(),
            done.topHash(),
            Amounts.count(done.pointers(), "pointer"),
            done.latest().map(TopHash::value).orElse("none, no revision is left"));
    return ExitCode.OK;
  }
}
