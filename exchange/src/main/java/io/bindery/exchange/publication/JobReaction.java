package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.aws.SeenJob;
import io.bindery.exchange.publication.JobEvent.JobCreated;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.PublicationEvent.GivenUp;
import io.bindery.exchange.publication.PublicationEvent.Held;
import io.bindery.exchange.slots.JobPlace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What follows from a step that concerns jobs. */
record JobReaction(ReactionContext of) {
  List<PublicationEvent> created(Step.CreateJob create, Result result) {
    var place = create.place();
    if (result instanceof Result.JobMade made) {
      return List.of(
          made.id().isPresent()
              ? new JobCreated(
                  place.revision(), place.job(), create.attempt(), made.id().get(), of.now())
              : ended(place, Optional.empty(), JobEnd.COMPLETED, Optional.empty(), ""));
    }
    return quota(result).orElseGet(() -> of.givenUp(result, ReasonCode.REFUSED));
  }

  /** A refusal that says how a plan has to be cut. */
  private Optional<List<PublicationEvent>> quota(Result result) {
    return result instanceof Result.Failure failure
        ? failure.fault().limit().flatMap(of::met).map(List::of)
        : Optional.empty();
  }

  List<PublicationEvent> found(Result result) {
    if (!(result instanceof Result.JobsFound found)) {
      return of.gone(result);
    }
    var events = new ArrayList<PublicationEvent>();
    found
        .ids()
        .forEach(
            (place, jobId) ->
                of.open(place)
                    .filter(OpenJob::isIntended)
                    .ifPresent(
                        job ->
                            events.add(
                                new JobCreated(
                                    place.revision(),
                                    place.job(),
                                    job.attempt(),
                                    jobId,
                                    of.now()))));
    return events;
  }

  List<PublicationEvent> started(Step.StartJob start, Result result) {
    if (!(result instanceof Result.Failure failure)
        || of.open(start.place(), start.id()).isEmpty()) {
      return List.of();
    }
    return failure.fault().kind() == Fault.Kind.MISSING
        ? List.of(gone(start.place(), start.id()))
        : of.givenUp(result, ReasonCode.REFUSED);
  }

  List<PublicationEvent> looked(Step.LookAtJobs look, Result result) {
    if (!(result instanceof Result.JobsSeen seen)) {
      return of.isPublishing() ? of.gone(result) : allGone(look, result);
    }
    var events = new ArrayList<PublicationEvent>();
    for (var job : seen.jobs()) {
      of.state().revision(look.revision()).open().stream()
          .filter(it -> it.isThere() && it.id().get().equals(job.id()) && job.hasEnded())
          .forEach(it -> events.addAll(jobEnded(new JobPlace(look.revision(), it.job()), it, job)));
    }
    return once(events);
  }

  /** What is to be removed anyway is gone with its revision, or its data set. */
  private List<PublicationEvent> allGone(Step.LookAtJobs look, Result result) {
    if (!(result instanceof Result.Failure failure)
        || failure.fault().kind() != Fault.Kind.MISSING) {
      return List.of();
    }
    return of.state().revision(look.revision()).open().stream()
        .filter(job -> job.isThere() && look.ids().contains(job.id().get()))
        .map(job -> gone(new JobPlace(look.revision(), job.job()), job.id().get()))
        .toList();
  }

  List<PublicationEvent> looked(Step.LookAtJob look, Result result) {
    var open = of.open(look.place(), look.id());
    if (open.isEmpty() || !(result instanceof Result.JobSeen seen)) {
      return List.of();
    }
    if (seen.job().isEmpty()) {
      return List.of(gone(look.place(), look.id()));
    }
    return seen.job().get().hasEnded()
        ? once(jobEnded(look.place(), open.get(), seen.job().get()))
        : List.of();
  }

  List<PublicationEvent> cancelled(Step.CancelJob cancel, Result result) {
    if (of.open(cancel.place(), cancel.id()).isEmpty()) {
      return List.of();
    }
    if (result instanceof Result.Done) {
      return List.of(
          ended(cancel.place(), Optional.of(cancel.id()), JobEnd.WITHDRAWN, Optional.empty(), ""));
    }
    return result instanceof Result.Failure failure && failure.fault().kind() == Fault.Kind.MISSING
        ? List.of(gone(cancel.place(), cancel.id()))
        : List.of();
  }

  private List<PublicationEvent> jobEnded(JobPlace place, OpenJob open, SeenJob job) {
    var events = new ArrayList<PublicationEvent>();
    switch (job.state()) {
      case COMPLETED -> events.add(ended(place, open.id(), JobEnd.COMPLETED, Optional.empty(), ""));
      case ERROR -> failed(place, open, job, events);
      case CANCELLED, TIMED_OUT -> {
        boolean cancelled = job.state().toString().equals("CANCELLED");
        var text =
            "Job %s of revision %d was %s."
                .formatted(
                    job.id(),
                    place.revision() + 1,
                    cancelled ? "cancelled by somebody else" : "ended by AWS, which took too long");
        events.add(
            ended(
                place,
                open.id(),
                cancelled ? JobEnd.CANCELLED : JobEnd.TIMED_OUT,
                Optional.empty(),
                text));
        if (of.settings().outside() == PublicationSettings.OutsideEnd.HOLD && of.works()) {
          events.add(
              of.held(
                  ReasonCode.JOB_ENDED_OUTSIDE,
                  text + " Order go-on to have it made again, or cancel."));
        }
      }
      default -> {
        // A state that this version does not know is looked at again.
      }
    }
    return events;
  }

  private void failed(JobPlace place, OpenJob open, SeenJob job, List<PublicationEvent> events) {
    var error = JobFailure.of(job);
    events.add(ended(place, open.id(), JobEnd.ERROR, Optional.of(error.awsCode()), error.text()));
    if (!of.isPublishing()) {
      return;
    }
    var quota = error.limit().flatMap(of::met);
    if (quota.isPresent()) {
      events.add(quota.get());
    } else if (error.lasting().isPresent()) {
      events.add(of.givenUp(error.lasting().get(), error.text()));
    } else if (!error.isQuota() && open.failures() + 1 >= of.settings().attempts()) {
      events.add(
          of.givenUp(
              ReasonCode.JOB_FAILED,
              "Given up after %d attempts. %s".formatted(open.failures() + 1, error.text())));
    }
  }

  private PublicationEvent ended(
      JobPlace place, Optional<String> jobId, JobEnd how, Optional<String> code, String error) {
    var open = of.open(place).orElseThrow();
    return new JobEnded(
        place.revision(),
        place.job(),
        open.attempt(),
        jobId,
        how,
        open.assets(),
        code,
        Optional.of(error).filter(it -> !it.isEmpty()).map(ReactionContext::cut),
        of.now());
  }

  private PublicationEvent gone(JobPlace place, String jobId) {
    return ended(
        place,
        Optional.of(jobId),
        JobEnd.GONE,
        Optional.empty(),
        "Data Exchange does not know the job %s any more.".formatted(jobId));
  }

  /** Of several reasons to stop, the first one counts. */
  private static List<PublicationEvent> once(List<PublicationEvent> events) {
    boolean stopped = false;
    var kept = new ArrayList<PublicationEvent>();
    for (var event : events) {
      boolean stops = event instanceof GivenUp || event instanceof Held;
      if (!stops || !stopped) {
        kept.add(event);
      }
      stopped |= stops;
    }
    // A state that has stopped still takes how jobs end.
    kept.sort(
        (one, other) ->
            Boolean.compare(
                one instanceof GivenUp || one instanceof Held,
                other instanceof GivenUp || other instanceof Held));
    return kept;
  }
}
