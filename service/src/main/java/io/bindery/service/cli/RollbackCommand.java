package io.bindery.service.cli;

import io.bindery.packager.registry.Revisions;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;

/** Makes an earlier revision the newest. */
@Command(
    name = "rollback",
    description =
        "Let latest lead to an earlier revision of a package. Nothing is deleted: bindery log"
            + " still shows all revisions.",
    footer = {"", "Example:", "  bindery rollback s3://lab-registry sequencing/run-1@9c2f01"})
final class RollbackCommand extends RevisionCommand {
  @Override
  CompletionStage<String> change(Revisions revisions, Names.Place place) {
    return revisions
        .rollback(place.registry(), place.revision())
        .thenApply(hash -> "latest is " + hash);
  }
}
