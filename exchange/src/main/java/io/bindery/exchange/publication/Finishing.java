package io.bindery.exchange.publication;

import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetIntended;
import io.bindery.exchange.publication.Ending.Published;
import io.bindery.exchange.publication.Revision.Stage;

/** Makes filled revisions public, one after the other. */
record Finishing(Todo todo) {
  void proceed() {
    for (var revision : todo.state().revisions()) {
      if (revision.stage() != Stage.FINAL) {
        todo.take(new Step.Finalize(revision.number()));
        return;
      }
    }
    if (changeSets() || tells()) {
      return;
    }
    var plan = todo.state().plan().orElseThrow();
    todo.intend(new Published(plan.dataSetId(), plan.digest(), todo.now()));
  }

  /** Whether change sets are still to be done. */
  private boolean changeSets() {
    var product = todo.state().plan().orElseThrow().productId();
    if (product.filter(todo.settings()::isOld).isEmpty()) {
      return false;
    }
    var last = todo.state().changeSet();
    if (last.isPresent() && !last.get().applied()) {
      var set = last.get();
      if (set.failed()) {
        todo.intend(
            new ChangeSetIntended(
                set.set(), set.attempt() + 1, set.first(), set.last(), todo.now()));
      } else {
        todo.take(
            set.id().isPresent()
                ? new Step.LookAtChangeSet(set.set(), set.attempt())
                : new Step.StartChangeSet(set.set(), set.attempt()));
      }
      return true;
    }
    long first = last.map(set -> set.last() + 1).orElse(0L);
    long revisions = todo.state().revisions().size();
    if (first >= revisions) {
      return false;
    }
    long end = Math.min(first + todo.settings().revisionsPerChangeSet(), revisions) - 1;
    todo.intend(
        new ChangeSetIntended(last.map(set -> set.set() + 1).orElse(0), 1, first, end, todo.now()));
    return true;
  }

  private boolean tells() {
    if (!todo.settings().notifySubscribers() || todo.state().told()) {
      return false;
    }
    todo.take(new Step.TellSubscribers());
    return true;
  }
}
