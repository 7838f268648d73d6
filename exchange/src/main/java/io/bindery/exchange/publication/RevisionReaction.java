package io.bindery.exchange.publication;

import io.bindery.exchange.publication.JobEvent.JobIntended;
import io.bindery.exchange.publication.RevisionEvent.RevisionCreated;
import io.bindery.exchange.publication.RevisionEvent.RevisionFilled;
import io.bindery.exchange.publication.RevisionEvent.RevisionFinalized;
import io.bindery.exchange.publication.RevisionEvent.RevisionRemoved;
import io.bindery.exchange.publication.RevisionEvent.RevisionRevoked;
import java.util.List;

/** What follows from a step that concerns a revision as a whole. */
record RevisionReaction(ReactionContext of) {
  List<PublicationEvent> created(long revision, Result result) {
    if (result instanceof Result.RevisionFound found) {
      return found.revision().stream()
          .<PublicationEvent>map(it -> new RevisionCreated(revision, it.id(), it.arn(), of.now()))
          .toList();
    }
    return of.givenUp(result, ReasonCode.REFUSED);
  }

  List<PublicationEvent> counted(long revision, Result result) {
    if (!(result instanceof Result.Counted count)) {
      return of.gone(result);
    }
    if (!count.changed().isEmpty()) {
      return List.of(
          of.givenUp(
              ReasonCode.OBJECT_CHANGED,
              "Objects are others than when they were planned: %s. Publish the manifest again."
                  .formatted(ReactionContext.some(count.changed().stream()))));
    }
    if (count.missing().isEmpty()) {
      return List.of(new RevisionFilled(revision, of.now()));
    }
    var filling = of.state().revision(revision);
    if (mayLag(filling)) {
      return List.of();
    }
    if (filling.recounts() >= of.settings().attempts()) {
      return List.of(
          of.givenUp(
              ReasonCode.ASSETS_DIFFER,
              "Revision %d of %d does not have all of its assets, though its jobs are completed: %s."
                  .formatted(
                      revision + 1,
                      of.revisions(),
                      ReactionContext.some(count.examples().stream()))));
    }
    return count.missing().entrySet().stream()
        .<PublicationEvent>map(
            job -> new JobIntended(revision, job.getKey(), 2, job.getValue(), of.now()))
        .toList();
  }

  /** Whether a listing may not show yet what a job has just imported. */
  private boolean mayLag(Revision revision) {
    return revision
        .endedAt()
        .filter(at -> of.now().isBefore(at.plus(of.settings().lookAgain())))
        .isPresent();
  }

  List<PublicationEvent> compared(Result result) {
    return result instanceof Result.Compared compared && !compared.changed().isEmpty()
        ? List.of(
            of.givenUp(
                ReasonCode.OBJECT_CHANGED,
                "Objects are others than when they were planned: %s. Publish the manifest again."
                    .formatted(ReactionContext.some(compared.changed().stream()))))
        : List.of();
  }

  List<PublicationEvent> finalized(long revision, Result result) {
    if (result instanceof Result.Done) {
      return List.of(new RevisionFinalized(revision, of.now()));
    }
    if (!(result instanceof Result.Failure failure)
        || ReactionContext.isOfMoment(failure.fault())) {
      return List.of();
    }
    long all = of.revisions();
    var before =
        revision == 0
            ? "Nothing is public yet. Order go-on to try it again, or cancel to remove what was created."
            : "%d of %d are final already. Order go-on to try it again, or revoke to take them back."
                .formatted(revision, all);
    return List.of(
        of.held(
            ReasonCode.FINALIZE_REFUSED,
            "Revision %d of %d was not made final. %s %s"
                .formatted(revision + 1, all, failure.fault().text(), before)));
  }

  List<PublicationEvent> revoked(long revision, Result result) {
    return gone(revision, result, new RevisionRevoked(revision, of.now()), "revoked");
  }

  List<PublicationEvent> removed(long revision, Result result) {
    return result instanceof Result.AlreadyFinal
        ? List.of(new RevisionFinalized(revision, of.now()))
        : gone(revision, result, new RevisionRemoved(revision, of.now()), "removed");
  }

  private List<PublicationEvent> gone(
      long revision, Result result, PublicationEvent event, String what) {
    if (result instanceof Result.Done) {
      return List.of(event);
    }
    if (!(result instanceof Result.Failure failure)) {
      return List.of();
    }
    return switch (failure.fault().kind()) {
      case MISSING -> List.of(event);
      case LASTING ->
          List.of(
              of.held(
                  ReasonCode.REMOVAL_REFUSED,
                  "Revision %d of %d was not %s. %s Order go-on to try it again."
                      .formatted(revision + 1, of.revisions(), what, failure.fault().text())));
      default -> List.of();
    };
  }
}
