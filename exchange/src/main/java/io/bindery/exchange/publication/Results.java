package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.publication.JobEvent.JobCreated;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.JobEvent.JobIntended;
import io.bindery.exchange.publication.RevisionEvent.RevisionCreated;
import io.bindery.exchange.publication.RevisionEvent.RevisionIntended;
import io.bindery.exchange.slots.JobPlace;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.stream.Collectors;

/** What an actor remembers of a result, beside the events that follow from it. */
final class Results {
  private Results() {}

  /** A mistake of the program, which is tried again like what passes. */
  static Result unexpected(Throwable failure) {
    return new Result.Failure(Fault.of("A step of the publication", failure));
  }

  static void note(
      Own.Ended ended,
      String id,
      Publishing state,
      Memory memory,
      PublicationSettings settings,
      Instant now) {
    var step = ended.step();
    var result = ended.result();
    var key = step.key();
    if (result instanceof Result.Failure failure) {
      memory.failed(key, failure.fault(), now);
      failed(step, failure.fault(), memory, now);
      return;
    }
    memory.succeeded(key);
    var again = settings.retry().first();
    if (result instanceof Result.Turn turn && !turn.holder().equals(Optional.of(id))) {
      memory.waits(
          key,
          "turn",
          "publication %s, which is at work on the same data set"
              .formatted(turn.holder().orElse("before it")),
          settings.sweep(),
          now);
    } else if (step instanceof Step.FindRevision find
        && result instanceof Result.RevisionFound found
        && found.revision().isEmpty()) {
      memory.notFound(Next.intent(find.revision()), ended.begun());
      memory.waits(key, "", "lists of Data Exchange", again, now);
    } else if (step instanceof Step.FindJobs find && result instanceof Result.JobsFound found) {
      find.places().stream()
          .filter(place -> !found.ids().containsKey(place))
          .forEach(place -> memory.notFound(Next.intent(place), ended.begun()));
      memory.waits(key, "", "lists of Data Exchange", again, now);
    } else if (step instanceof Step.CreateJob && result instanceof Result.JobMade made) {
      made.id().ifPresent(memory::isWaiting);
    } else if (step instanceof Step.TakeSlots take && result instanceof Result.SlotsHeld held) {
      memory.holds(held.places());
      if (!held.places().containsAll(take.places())) {
        memory.waits(key, "slot", "a free slot for a job", settings.sweep(), now);
      }
    } else if (step instanceof Step.StartJob start) {
      memory.started(start.place().revision(), start.id(), now);
    } else if (step instanceof Step.LookAtJobs look && result instanceof Result.JobsSeen seen) {
      looked(look, seen, state, memory, now);
    } else if (step instanceof Step.LookAtJob && result instanceof Result.JobSeen seen) {
      seen.job().ifPresent(memory::saw);
    } else if (result instanceof Result.Counted counted && !counted.missing().isEmpty()) {
      memory.waits(key, "", "lists of Data Exchange", again, now);
    } else if (step instanceof Step.Compare compare && result instanceof Result.Compared compared) {
      memory.isCompared(compare.revision(), compared.changed().isEmpty());
    } else if (step instanceof Step.LookAtChangeSet) {
      memory.waits(key, "change-set", "the change set of the product", settings.poll(), now);
    }
  }

  /** What an actor remembers of an event that is in the journal now. */
  static void written(PublicationEvent event, Memory memory) {
    if (event instanceof RevisionIntended intended) {
      memory.isUntried(Next.intent(intended.revision()));
    } else if (event instanceof RevisionCreated created) {
      memory.created(Next.intent(created.revision()));
    } else if (event instanceof JobIntended intended) {
      memory.isUntried(Next.intent(new JobPlace(intended.revision(), intended.job())));
    } else if (event instanceof JobCreated created) {
      memory.created(Next.intent(new JobPlace(created.revision(), created.job())));
    } else if (event instanceof JobEnded ended) {
      var place = new JobPlace(ended.revision(), ended.job());
      memory.created(Next.intent(place));
      memory.ended(place, ended.jobId().orElse(""), ended.how(), ended.at());
    }
  }

  private static void failed(Step step, Fault fault, Memory memory, Instant now) {
    boolean unknown = fault.kind() == Fault.Kind.UNKNOWN;
    boolean missing = fault.kind() == Fault.Kind.MISSING;
    if (step instanceof Step.FindRevision find && missing) {
      // In a data set that is gone nothing can be, nor come to be.
      memory.isNotThere(Next.intent(find.revision()));
    } else if (step instanceof Step.FindJobs find && missing) {
      find.places().forEach(place -> memory.isNotThere(Next.intent(place)));
    } else if (step instanceof Step.CreateRevision create && unknown) {
      memory.isUnsure(Next.intent(create.revision()), now);
    } else if (step instanceof Step.CreateJob create && unknown) {
      memory.isUnsure(Next.intent(create.place()), now);
    } else if (step instanceof Step.StartJob start) {
      // It may have been started by a call whose answer was lost.
      memory.forget(start.id());
      memory.lookNow(start.place().revision());
    } else if (step instanceof Step.CancelJob cancel) {
      memory.forget(cancel.id());
      memory.lookNow(cancel.place().revision());
    }
  }

  private static void looked(
      Step.LookAtJobs look, Result.JobsSeen seen, Publishing state, Memory memory, Instant now) {
    var open =
        state.revision(look.revision()).open().stream()
            .filter(OpenJob::isThere)
            .map(job -> job.id().orElseThrow())
            .collect(Collectors.toCollection(HashSet::new));
    var shown = new HashSet<String>();
    var ended = new HashSet<String>();
    for (var job : seen.jobs()) {
      if (open.contains(job.id())) {
        shown.add(job.id());
        memory.saw(job);
        if (job.hasEnded()) {
          ended.add(job.id());
        }
      }
    }
    look.ids().stream()
        .filter(id -> open.contains(id) && !shown.contains(id))
        .forEach(id -> memory.notSeen(id, now));
    open.removeAll(ended);
    memory.looked(look.revision(), open, now);
  }
}
