package io.bindery.service.cli;

import io.bindery.packager.registry.Revisions;
import io.bindery.protocol.text.Amounts;
import io.bindery.quilt.manifest.TopHash;
import java.util.concurrent.CompletionStage;
import picocli.CommandLine.Command;

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
final class DeleteRevisionCommand extends RevisionCommand {
  @Override
  CompletionStage<String> change(Revisions revisions, Names.Place place) {
    return revisions
        .delete(place.registry(), place.revision())
        .thenApply(
            done ->
                "removed %s (%s), latest is %s"
                    .formatted(
                        done.topHash(),
                        Amounts.count(done.pointers(), "pointer"),
                        done.latest().map(TopHash::value).orElse("none, no revision is left")));
  }
}
