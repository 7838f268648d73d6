package io.bindery.exchange.publication;

import io.bindery.exchange.publication.JobEvent.JobIntended;
import io.bindery.exchange.publication.PublicationEvent.FinalizingStarted;
import io.bindery.exchange.publication.Revision.Stage;
import io.bindery.exchange.slots.JobPlace;
import java.util.ArrayList;
import software.amazon.awssdk.services.dataexchange.model.State;

/** Fills the revisions of a plan, until every asset is there and was counted. */
final class Filling {
  /** Revisions that are filled at one time, so that slots do not stand empty at the end of one. */
  private static final int FILLED_AT_ONCE = 2;

  private final Todo todo;
  private final Watch watch;

  Filling(Todo todo) {
    this.todo = todo;
    this.watch = new Watch(todo);
  }

  void proceed() {
    watch.look();
    start();
    create();
    intend();
    count();
    if (todo.state().all(Stage.FILLED)) {
      compare();
    }
  }

  private void start() {
    var wanted = new ArrayList<JobPlace>();
    for (var revision : todo.state().revisions()) {
      for (var job : revision.open()) {
        if (!job.isThere()
            || todo.memory().state(job.id().get()).filter(it -> it == State.WAITING).isEmpty()) {
          continue;
        }
        var place = new JobPlace(revision.number(), job.job());
        if (todo.memory().hasSlot(place)) {
          todo.take(new Step.StartJob(place, job.id().get()));
        } else {
          wanted.add(place);
        }
      }
    }
    boolean any = todo.state().revisions().stream().anyMatch(it -> !it.open().isEmpty());
    if (!wanted.isEmpty() || (any && !todo.memory().knowsSlots())) {
      todo.take(new Step.TakeSlots(wanted));
    }
  }

  private void create() {
    for (var revision : todo.state().revisions()) {
      if (revision.stage() == Stage.INTENDED
          && todo.memory().isSure(Next.intent(revision.number()))) {
        todo.take(new Step.CreateRevision(revision.number()));
      }
      if (revision.id().isEmpty()) {
        continue;
      }
      for (var job : revision.open()) {
        var place = new JobPlace(revision.number(), job.job());
        if (job.isIntended() && todo.memory().isSure(Next.intent(place))) {
          todo.take(Watch.createJob(place, job));
        }
      }
    }
  }

  private void intend() {
    long ahead =
        todo.state().revisions().stream()
            .flatMap(
                revision ->
                    revision.open().stream()
                        .map(job -> new JobPlace(revision.number(), job.job()))
                        .filter(place -> !todo.memory().hasSlot(place)))
            .count();
    for (var revision : todo.state().revisions()) {
      if (revision.id().isEmpty()) {
        continue;
      }
      revision.open().forEach(job -> repeat(revision, job));
      for (var job : revision.todo()) {
        if (ahead < todo.settings().jobsAhead()) {
          todo.intend(new JobIntended(revision.number(), job.job(), 1, job.assets(), todo.now()));
          ahead++;
        }
      }
    }
    long begun = todo.state().revisions().size();
    long busy = todo.state().revisions().stream().filter(Revision::isBusy).count();
    boolean room =
        todo.state().revisions().stream().allMatch(it -> it.todo().isEmpty())
            && busy < FILLED_AT_ONCE
            && ahead < todo.settings().jobsAhead();
    if (begun < todo.state().plan().orElseThrow().revisions() && (busy == 0 || room)) {
      todo.take(new Step.ReadRevision(begun));
    }
  }

  /** Makes a job again that ended in vain, when lists show what it has left. */
  private void repeat(Revision revision, OpenJob job) {
    if (job.endedAt().isEmpty()) {
      return;
    }
    var due =
        job.endedAt()
            .get()
            .plus(todo.settings().lookAgain())
            .plus(todo.settings().retry().after(Math.max(job.failures(), 1)));
    if (todo.now().isBefore(due)) {
      todo.wake(due);
    } else {
      todo.intend(
          new JobIntended(
              revision.number(), job.job(), job.attempt() + 1, job.assets(), todo.now()));
    }
  }

  private void count() {
    for (var revision : todo.state().revisions()) {
      if (revision.stage() == Stage.FILLING && !revision.isBusy()) {
        todo.take(new Step.Count(revision.number()));
      }
    }
  }

  private void compare() {
    if (todo.settings().compareObjects() && !todo.state().plan().orElseThrow().isAccess()) {
      for (var revision : todo.state().revisions()) {
        if (!todo.memory().isCompared(revision.number())) {
          todo.take(new Step.Compare(revision.number()));
          return;
        }
      }
    }
    todo.intend(new FinalizingStarted(todo.now()));
  }

  /** First nothing of the old plan may be open. */
  void cutAgain() {
    watch.look();
    boolean open = watch.withdraw();
    boolean sure =
        todo.state().revisions().stream()
            .allMatch(
                it ->
                    it.stage() != Stage.INTENDED || todo.memory().isSure(Next.intent(it.number())));
    if (!open && sure) {
      todo.take(new Step.CutAgain());
    }
  }
}
