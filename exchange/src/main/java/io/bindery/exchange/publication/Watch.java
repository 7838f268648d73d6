package io.bindery.exchange.publication;

import io.bindery.exchange.publication.Revision.Stage;
import io.bindery.exchange.slots.JobPlace;
import software.amazon.awssdk.services.dataexchange.model.State;

/** Looks at what may be there at Data Exchange, whatever is to become of it. */
record Watch(Todo todo) {
  /** Looks at what may be there, whatever is to become of it. */
  void look() {
    for (var revision : todo.state().revisions()) {
      if (revision.stage() == Stage.INTENDED
          && !todo.memory().isSure(Next.intent(revision.number()))) {
        todo.take(new Step.FindRevision(revision.number()));
      }
      if (revision.id().isEmpty()) {
        continue;
      }
      var lost =
          revision.open().stream()
              .filter(OpenJob::isIntended)
              .map(job -> new JobPlace(revision.number(), job.job()))
              .filter(place -> !todo.memory().isSure(Next.intent(place)))
              .filter(place -> !isBeingCreated(place))
              .toList();
      if (!lost.isEmpty()) {
        todo.take(new Step.FindJobs(revision.number(), lost));
      }
      jobs(revision);
    }
  }

  private boolean isBeingCreated(JobPlace place) {
    return todo.state()
        .revision(place.revision())
        .open(place.job())
        .filter(job -> todo.memory().isBusy(createJob(place, job)))
        .isPresent();
  }

  static Step.CreateJob createJob(JobPlace place, OpenJob job) {
    return new Step.CreateJob(place, job.attempt(), job.attempt() > 1);
  }

  private void jobs(Revision revision) {
    var ids =
        revision.open().stream()
            .filter(OpenJob::isThere)
            .map(job -> job.id().orElseThrow())
            .filter(id -> todo.memory().state(id).filter(it -> it == State.WAITING).isEmpty())
            .toList();
    if (ids.isEmpty()) {
      return;
    }
    var due = todo.memory().lookAt(revision.number());
    if (todo.now().isBefore(due)) {
      todo.wake(due);
    } else {
      todo.take(new Step.LookAtJobs(revision.number(), ids));
    }
    for (var job : revision.open()) {
      if (job.isThere() && todo.memory().isMissing(job.id().get(), todo.now())) {
        todo.take(new Step.LookAtJob(new JobPlace(revision.number(), job.job()), job.id().get()));
      }
    }
  }

  /** Has open jobs come to their end; whether there are any. */
  boolean withdraw() {
    boolean open = false;
    for (var revision : todo.state().revisions()) {
      for (var job : revision.open()) {
        var place = new JobPlace(revision.number(), job.job());
        if (job.isIntended()) {
          open |= !todo.memory().isSure(Next.intent(place)) || isBeingCreated(place);
        } else if (job.isThere()) {
          open = true;
          if (todo.memory().state(job.id().get()).filter(it -> it == State.WAITING).isPresent()) {
            todo.take(new Step.CancelJob(place, job.id().get()));
          }
        }
      }
    }
    return open;
  }
}
