package io.bindery.exchange.publication;

import io.bindery.exchange.publication.Ending.Cancelled;
import io.bindery.exchange.publication.Ending.Failed;
import io.bindery.exchange.publication.Ending.Revoked;
import io.bindery.exchange.publication.PublicationEvent.Held;
import io.bindery.exchange.publication.Revision.Stage;
import io.bindery.exchange.publication.RevisionEvent.RevisionRemoved;

/** Takes back what was created, and what is public. */
record Removal(Todo todo) {
  void proceed() {
    if (todo.state().held().isPresent()) {
      return;
    }
    var watch = new Watch(todo);
    watch.look();
    boolean open = watch.withdraw();
    if (open || todo.memory().isCreating()) {
      return;
    }
    boolean left = false;
    for (var revision : todo.state().revisions()) {
      if (revision.stage().isGone()) {
        continue;
      }
      left = true;
      if (revision.stage() == Stage.INTENDED) {
        if (todo.memory().isSure(Next.intent(revision.number()))) {
          todo.intend(new RevisionRemoved(revision.number(), todo.now()));
        }
      } else if (revision.stage() == Stage.FINAL) {
        revoke(revision);
      } else {
        todo.take(new Step.Remove(revision.number()));
      }
    }
    if (!left) {
      todo.intend(ending());
    }
  }

  /**
   * Subscribers are told a comment with it. Without one the publication was cancelled, and the
   * answer to the finalizing of this revision was lost.
   */
  private void revoke(Revision revision) {
    if (todo.state().revocation().isPresent()) {
      todo.take(new Step.Revoke(revision.number()));
    } else {
      todo.intend(
          new Held(
              ReasonCode.REMOVAL_REFUSED,
              "Revision %d of %d is public already. Order revoke, with a comment for subscribers, to take it back."
                  .formatted(revision.number() + 1, todo.state().plan().orElseThrow().revisions()),
              todo.now()));
    }
  }

  private PublicationEvent ending() {
    return switch (todo.state().aim()) {
      case CANCEL -> new Cancelled(todo.now());
      case REVOKE -> new Revoked(todo.now());
      default -> {
        var reason = todo.state().reason().orElseThrow();
        yield new Failed(reason.code(), reason.text(), todo.now());
      }
    };
  }
}
