package io.bindery.exchange.publication;

import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetEnded;
import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetStarted;
import java.util.List;
import java.util.Optional;

/** What follows from a step that adds final revisions to a product. */
record ChangeSetReaction(ReactionContext of) {
  List<PublicationEvent> started(Step.StartChangeSet start, Result result) {
    if (result instanceof Result.ChangeSetMade made) {
      return List.of(new ChangeSetStarted(start.set(), start.attempt(), made.id(), of.now()));
    }
    if (!(result instanceof Result.Failure failure)
        || ReactionContext.isOfMoment(failure.fault())) {
      return List.of();
    }
    return failed(start.set(), start.attempt(), failure.fault().text(), false);
  }

  List<PublicationEvent> seen(Step.LookAtChangeSet look, Result result) {
    if (!(result instanceof Result.ChangeSetSeen seen) || !seen.seen().ended()) {
      return result instanceof Result.Failure failure
              && !ReactionContext.isOfMoment(failure.fault())
          ? failed(look.set(), look.attempt(), failure.fault().text(), false)
          : List.of();
    }
    if (seen.seen().error().isEmpty()) {
      return List.of(
          new ChangeSetEnded(look.set(), look.attempt(), Optional.empty(), false, of.now()));
    }
    return failed(
        look.set(),
        look.attempt(),
        seen.seen().error().get(),
        seen.seen().passes() && look.attempt() < of.settings().attempts());
  }

  private List<PublicationEvent> failed(int set, int attempt, String error, boolean again) {
    var ended =
        new ChangeSetEnded(set, attempt, Optional.of(ReactionContext.cut(error)), again, of.now());
    if (again) {
      return List.of(ended);
    }
    var added = of.state().changeSet().orElseThrow();
    return List.of(
        ended,
        of.held(
            ReasonCode.CHANGE_SET_FAILED,
            ("Revisions %d to %d are final, but were not added to product %s. %s"
                    + " Order go-on to try it again, or revoke to take all revisions back.")
                .formatted(
                    added.first() + 1,
                    added.last() + 1,
                    of.state().plan().orElseThrow().productId().orElse(""),
                    error)));
  }
}
