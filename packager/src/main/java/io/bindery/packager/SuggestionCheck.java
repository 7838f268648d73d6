package io.bindery.packager;

import io.bindery.packager.assembly.Assembler;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.intake.AllowedBuckets;
import io.bindery.packager.intake.Lengths;
import io.bindery.packager.suggest.Suggestions.Wrong;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.workflow.WorkflowChoice;
import io.bindery.quilt.workflow.WorkflowException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What can be wrong with a description that somebody edits or accepts, besides its words. */
record SuggestionCheck(AllowedBuckets buckets, Assembler assembler) {

  /** What is wrong; fails with what may pass. */
  CompletionStage<Optional<Wrong>> of(PackageDescription wanted) {
    var refusal = buckets.refusal(wanted).or(() -> Lengths.refusal(wanted));
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(
          Optional.of(new Wrong(refusal.get().field(), refusal.get().reason())));
    }
    // What nobody chose is told by the draft.
    if (wanted.workflow() instanceof WorkflowChoice.Unspecified) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    var chosen = wanted.workflow() instanceof WorkflowChoice.Named named ? named.name() : "";
    return assembler
        .rules(wanted.registry(), wanted.workflow())
        .handle(
            (rules, failure) -> failure == null ? Optional.<Wrong>empty() : wrong(chosen, failure));
  }

  /** Rules that are broken in themselves are told by the draft. */
  private static Optional<Wrong> wrong(String workflow, Throwable failure) {
    var broken = Failures.rules(failure);
    if (broken.isEmpty()) {
      throw Failures.of("Reading the workflows", failure);
    }
    return broken
        .filter(it -> it.rule() == WorkflowException.Rule.SELECTION)
        .map(
            it ->
                new Wrong("workflow", "workflow = '%s': %s".formatted(workflow, it.getMessage())));
  }
}
