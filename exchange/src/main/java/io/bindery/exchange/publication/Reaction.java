package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.aws.Limit;
import io.bindery.exchange.aws.SeenJob;
import io.bindery.exchange.prepare.Preparation;
import io.bindery.exchange.publication.PublicationEvent.ChangeSetEnded;
import io.bindery.exchange.publication.PublicationEvent.ChangeSetStarted;
import io.bindery.exchange.publication.PublicationEvent.GivenUp;
import io.bindery.exchange.publication.PublicationEvent.Held;
import io.bindery.exchange.publication.PublicationEvent.JobCreated;
import io.bindery.exchange.publication.PublicationEvent.JobEnded;
import io.bindery.exchange.publication.PublicationEvent.JobIntended;
import io.bindery.exchange.publication.PublicationEvent.Prepared;
import io.bindery.exchange.publication.PublicationEvent.QuotaMet;
import io.bindery.exchange.publication.PublicationEvent.Recut;
import io.bindery.exchange.publication.PublicationEvent.Refused;
import io.bindery.exchange.publication.PublicationEvent.RevisionCreated;
import io.bindery.exchange.publication.PublicationEvent.RevisionFilled;
import io.bindery.exchange.publication.PublicationEvent.RevisionFinalized;
import io.bindery.exchange.publication.PublicationEvent.RevisionIntended;
import io.bindery.exchange.publication.PublicationEvent.RevisionRemoved;
import io.bindery.exchange.publication.PublicationEvent.RevisionRevoked;
import io.bindery.exchange.publication.PublicationEvent.SubscribersTold;
import io.bindery.exchange.publication.PublicationEvent.TurnTaken;
import io.bindery.exchange.publication.PublicationEvent.Unchanged;
import io.bindery.exchange.publication.Publishing.Aim;
import io.bindery.exchange.slots.JobPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What follows from the result of a step, as events; a function of the state alone. */
final class Reaction {
  /** Of a sentence in an event, in UTF-16 units. */
  private static final int LONGEST = 2_000;

  private static final int EXAMPLES = 5;

  private final String id;
  private final Publishing state;
  private final PublicationSettings settings;
  private final Instant now;

  private Reaction(String id, Publishing state, PublicationSettings settings, Instant now) {
    this.id = id;
    this.state = state;
    this.settings = settings;
    this.now = now;
  }

  /**
   * The events to be journaled.
   *
   * @param id of the publication
   */
  static List<PublicationEvent> to(
      String id,
      Publishing state,
      Step step,
      Result result,
      PublicationSettings settings,
      Instant now) {
    return new Reaction(id, state, settings, now).to(step, result);
  }

  private List<PublicationEvent> to(Step step, Result result) {
    if (state.state().hasEnded() || (state.aim() != Aim.PUBLISH && isOfPublishing(step))) {
      return List.of();
    }
    if (step instanceof Step.Prepare) {
      return prepared(result);
    }
    if (step instanceof Step.AskTurn) {
      return turn(result);
    }
    if (step instanceof Step.ReadRevision read) {
      return result instanceof Result.RevisionRead row
          ? List.of(
              new RevisionIntended(read.revision(), row.jobs(), row.assets(), row.bytes(), now))
          : List.of();
    }
    if (step instanceof Step.CreateRevision create) {
      return revision(create.revision(), result);
    }
    if (step instanceof Step.FindRevision find) {
      return revision(find.revision(), result);
    }
    if (step instanceof Step.CreateJob create) {
      return jobCreated(create, result);
    }
    if (step instanceof Step.FindJobs) {
      return jobsFound(result);
    }
    if (step instanceof Step.StartJob start) {
      return jobStarted(start, result);
    }
    if (step instanceof Step.LookAtJobs look) {
      return looked(look, result);
    }
    if (step instanceof Step.LookAtJob look) {
      return looked(look, result);
    }
    if (step instanceof Step.CancelJob cancel) {
      return jobCancelled(cancel, result);
    }
    if (step instanceof Step.CutAgain) {
      return result instanceof Result.CutDone cut
          ? List.of(new Recut(cut.plan(), cut.revisions(), cut.jobs(), cut.kept(), now))
          : List.of();
    }
    if (step instanceof Step.Count count) {
      return counted(count.revision(), result);
    }
    if (step instanceof Step.Compare) {
      return compared(result);
    }
    if (step instanceof Step.Finalize last) {
      return finalized(last.revision(), result);
    }
    if (step instanceof Step.StartChangeSet start) {
      return changeSetStarted(start, result);
    }
    if (step instanceof Step.LookAtChangeSet look) {
      return changeSetSeen(look, result);
    }
    if (step instanceof Step.TellSubscribers) {
      return told(result);
    }
    if (step instanceof Step.Revoke revoke) {
      return revoked(revoke.revision(), result);
    }
    return step instanceof Step.Remove remove ? removed(remove.revision(), result) : List.of();
  }

  /** What nobody needs to know of a publication that is removed. */
  private static boolean isOfPublishing(Step step) {
    return step instanceof Step.ReadRevision
        || step instanceof Step.CutAgain
        || step instanceof Step.Count
        || step instanceof Step.Compare;
  }

  // ---- Before anything is created -------------------------------------------------------------

  private List<PublicationEvent> prepared(Result result) {
    if (!(result instanceof Result.PreparationEnded ended) || state.plan().isPresent()) {
      return List.of();
    }
    if (ended.preparation() instanceof Preparation.Refused refused) {
      return List.of(new Refused(refused.reason(), refused.problems(), now));
    }
    var plan = (Preparation.Prepared) ended.preparation();
    var summary = plan.summary();
    return List.of(
        new Prepared(
            plan.plan(),
            summary.productId(),
            summary.datasetId(),
            summary.mode().word(),
            summary.comment(),
            summary.tags(),
            summary.assets(),
            summary.bytes(),
            summary.revisions(),
            summary.jobs(),
            summary.digest(),
            summary.notices(),
            now));
  }

  private List<PublicationEvent> turn(Result result) {
    if (!(result instanceof Result.Turn turn) || !turn.holder().equals(Optional.of(id))) {
      return List.of();
    }
    var same = turn.same().filter(earlier -> !state.request().orElseThrow().again());
    return List.of(same.isPresent() ? new Unchanged(same.get(), now) : new TurnTaken(now));
  }

  // ---- Filling --------------------------------------------------------------------------------

  private List<PublicationEvent> revision(long revision, Result result) {
    if (result instanceof Result.RevisionFound found) {
      return found.revision().stream()
          .<PublicationEvent>map(it -> new RevisionCreated(revision, it.id(), it.arn(), now))
          .toList();
    }
    return givenUp(result, ReasonCode.REFUSED);
  }

  private List<PublicationEvent> jobCreated(Step.CreateJob create, Result result) {
    var place = create.place();
    if (result instanceof Result.JobMade made) {
      return List.of(
          made.id().isPresent()
              ? new JobCreated(
                  place.revision(), place.job(), create.attempt(), made.id().get(), now)
              : ended(place, Optional.empty(), JobEnd.COMPLETED, Optional.empty(), ""));
    }
    return quota(result).orElseGet(() -> givenUp(result, ReasonCode.REFUSED));
  }

  /** A refusal that says how a plan has to be cut. */
  private Optional<List<PublicationEvent>> quota(Result result) {
    return result instanceof Result.Failure failure
        ? failure.fault().limit().flatMap(this::met).map(List::of)
        : Optional.empty();
  }

  private Optional<PublicationEvent> met(Limit limit) {
    long value = (long) limit.value();
    if (limit.name().equals(Limit.ASSETS_PER_REVISION) && value > 0) {
      return Optional.of(new QuotaMet(QuotaName.ASSETS_PER_REVISION, value, now));
    }
    return limit.name().equals(Limit.ASSETS_PER_IMPORT) && value > 0
        ? Optional.of(new QuotaMet(QuotaName.ASSETS_PER_JOB, value, now))
        : Optional.empty();
  }

  private List<PublicationEvent> jobsFound(Result result) {
    if (!(result instanceof Result.JobsFound found)) {
      return gone(result);
    }
    var events = new ArrayList<PublicationEvent>();
    found
        .ids()
        .forEach(
            (place, jobId) ->
                open(place)
                    .filter(OpenJob::isIntended)
                    .ifPresent(
                        job ->
                            events.add(
                                new JobCreated(
                                    place.revision(), place.job(), job.attempt(), jobId, now))));
    return events;
  }

  /** The revision is there no longer: somebody has deleted it, and nothing can be found in it. */
  private List<PublicationEvent> gone(Result result) {
    return state.aim() == Aim.PUBLISH ? givenUp(result, ReasonCode.REFUSED) : List.of();
  }

  private List<PublicationEvent> jobStarted(Step.StartJob start, Result result) {
    if (!(result instanceof Result.Failure failure) || open(start.place(), start.id()).isEmpty()) {
      return List.of();
    }
    return failure.fault().kind() == Fault.Kind.MISSING
        ? List.of(gone(start.place(), start.id()))
        : givenUp(result, ReasonCode.REFUSED);
  }

  private List<PublicationEvent> looked(Step.LookAtJobs look, Result result) {
    if (!(result instanceof Result.JobsSeen seen)) {
      return gone(result);
    }
    var events = new ArrayList<PublicationEvent>();
    for (var job : seen.jobs()) {
      state.revision(look.revision()).open().stream()
          .filter(it -> it.isThere() && it.id().get().equals(job.id()) && job.hasEnded())
          .forEach(it -> events.addAll(jobEnded(new JobPlace(look.revision(), it.job()), it, job)));
    }
    return once(events);
  }

  private List<PublicationEvent> looked(Step.LookAtJob look, Result result) {
    var open = open(look.place(), look.id());
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

  private PublicationEvent gone(JobPlace place, String jobId) {
    return ended(
        place,
        Optional.of(jobId),
        JobEnd.GONE,
        Optional.empty(),
        "Data Exchange does not know the job %s any more.".formatted(jobId));
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
        if (settings.outside() == PublicationSettings.OutsideEnd.HOLD && works()) {
          events.add(
              held(
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

  private boolean works() {
    return state.aim() == Aim.PUBLISH && state.held().isEmpty();
  }

  private void failed(JobPlace place, OpenJob open, SeenJob job, List<PublicationEvent> events) {
    var error = JobFailure.of(job);
    events.add(ended(place, open.id(), JobEnd.ERROR, Optional.of(error.awsCode()), error.text()));
    if (state.aim() != Aim.PUBLISH) {
      return;
    }
    var quota = error.limit().flatMap(this::met);
    if (quota.isPresent()) {
      events.add(quota.get());
    } else if (error.lasting().isPresent()) {
      events.add(givenUp(error.lasting().get(), error.text()));
    } else if (!error.isQuota() && open.failures() + 1 >= settings.attempts()) {
      events.add(
          givenUp(
              ReasonCode.JOB_FAILED,
              "Given up after %d attempts. %s".formatted(open.failures() + 1, error.text())));
    }
  }

  private PublicationEvent ended(
      JobPlace place, Optional<String> jobId, JobEnd how, Optional<String> code, String error) {
    var open = open(place).orElseThrow();
    return new JobEnded(
        place.revision(),
        place.job(),
        open.attempt(),
        jobId,
        how,
        open.assets(),
        code,
        Optional.of(error).filter(it -> !it.isEmpty()).map(Reaction::cut),
        now);
  }

  private List<PublicationEvent> jobCancelled(Step.CancelJob cancel, Result result) {
    if (open(cancel.place(), cancel.id()).isEmpty()) {
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

  private List<PublicationEvent> counted(long revision, Result result) {
    if (!(result instanceof Result.Counted count)) {
      return gone(result);
    }
    if (!count.changed().isEmpty()) {
      return List.of(
          givenUp(
              ReasonCode.OBJECT_CHANGED,
              "Objects are others than when they were planned: %s. Publish the manifest again."
                  .formatted(some(count.changed().stream()))));
    }
    if (count.missing().isEmpty()) {
      return List.of(new RevisionFilled(revision, now));
    }
    var filling = state.revision(revision);
    if (mayLag(filling)) {
      return List.of();
    }
    if (filling.recounts() >= settings.attempts()) {
      return List.of(
          givenUp(
              ReasonCode.ASSETS_DIFFER,
              "Revision %d of %d does not have all of its assets, though its jobs are completed: %s."
                  .formatted(
                      revision + 1,
                      state.plan().orElseThrow().revisions(),
                      some(count.examples().stream()))));
    }
    return count.missing().entrySet().stream()
        .<PublicationEvent>map(
            job -> new JobIntended(revision, job.getKey(), 2, job.getValue(), now))
        .toList();
  }

  /** Whether a listing may not show yet what a job has just imported. */
  private boolean mayLag(Revision revision) {
    return revision.endedAt().filter(at -> now.isBefore(at.plus(settings.lookAgain()))).isPresent();
  }

  private List<PublicationEvent> compared(Result result) {
    return result instanceof Result.Compared compared && !compared.changed().isEmpty()
        ? List.of(
            givenUp(
                ReasonCode.OBJECT_CHANGED,
                "Objects are others than when they were planned: %s. Publish the manifest again."
                    .formatted(some(compared.changed().stream()))))
        : List.of();
  }

  // ---- Publishing -----------------------------------------------------------------------------

  private List<PublicationEvent> finalized(long revision, Result result) {
    if (result instanceof Result.Done) {
      return List.of(new RevisionFinalized(revision, now));
    }
    if (!(result instanceof Result.Failure failure) || isOfMoment(failure.fault())) {
      return List.of();
    }
    long all = state.plan().orElseThrow().revisions();
    var before =
        revision == 0
            ? "Nothing is public yet. Order go-on to try it again, or cancel to remove what was created."
            : "%d of %d are final already. Order go-on to try it again, or revoke to take them back."
                .formatted(revision, all);
    return List.of(
        held(
            ReasonCode.FINALIZE_REFUSED,
            "Revision %d of %d was not made final. %s %s"
                .formatted(revision + 1, all, failure.fault().text(), before)));
  }

  /** Once revisions are final, a right that is missing is told and not waited for. */
  private static boolean isOfMoment(Fault fault) {
    return fault.kind().passes() && fault.kind() != Fault.Kind.NO_RIGHT;
  }

  private List<PublicationEvent> changeSetStarted(Step.StartChangeSet start, Result result) {
    if (result instanceof Result.ChangeSetMade made) {
      return List.of(new ChangeSetStarted(start.set(), start.attempt(), made.id(), now));
    }
    if (!(result instanceof Result.Failure failure) || isOfMoment(failure.fault())) {
      return List.of();
    }
    return changeSetFailed(start.set(), start.attempt(), failure.fault().text(), false);
  }

  private List<PublicationEvent> changeSetSeen(Step.LookAtChangeSet look, Result result) {
    if (!(result instanceof Result.ChangeSetSeen seen) || !seen.seen().ended()) {
      return result instanceof Result.Failure failure && !isOfMoment(failure.fault())
          ? changeSetFailed(look.set(), look.attempt(), failure.fault().text(), false)
          : List.of();
    }
    if (seen.seen().error().isEmpty()) {
      return List.of(new ChangeSetEnded(look.set(), look.attempt(), Optional.empty(), false, now));
    }
    return changeSetFailed(
        look.set(),
        look.attempt(),
        seen.seen().error().get(),
        seen.seen().passes() && look.attempt() < settings.attempts());
  }

  private List<PublicationEvent> changeSetFailed(
      int set, int attempt, String error, boolean again) {
    var ended = new ChangeSetEnded(set, attempt, Optional.of(cut(error)), again, now);
    if (again) {
      return List.of(ended);
    }
    var added = state.changeSet().orElseThrow();
    return List.of(
        ended,
        held(
            ReasonCode.CHANGE_SET_FAILED,
            ("Revisions %d to %d are final, but were not added to product %s. %s"
                    + " Order go-on to try it again, or revoke to take all revisions back.")
                .formatted(
                    added.first() + 1,
                    added.last() + 1,
                    state.plan().orElseThrow().productId().orElse(""),
                    error)));
  }

  private List<PublicationEvent> told(Result result) {
    if (result instanceof Result.Done) {
      return List.of(new SubscribersTold(Optional.empty(), now));
    }
    return result instanceof Result.Failure failure && !isOfMoment(failure.fault())
        ? List.of(new SubscribersTold(Optional.of(cut(failure.fault().text())), now))
        : List.of();
  }

  // ---- Removing -------------------------------------------------------------------------------

  private List<PublicationEvent> revoked(long revision, Result result) {
    return gone(revision, result, new RevisionRevoked(revision, now), "revoked");
  }

  private List<PublicationEvent> removed(long revision, Result result) {
    return gone(revision, result, new RevisionRemoved(revision, now), "removed");
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
              held(
                  ReasonCode.REMOVAL_REFUSED,
                  "Revision %d of %d was not %s. %s Order go-on to try it again."
                      .formatted(
                          revision + 1,
                          state.plan().orElseThrow().revisions(),
                          what,
                          failure.fault().text())));
      default -> List.of();
    };
  }

  // ---------------------------------------------------------------------------------------------

  private List<PublicationEvent> givenUp(Result result, ReasonCode code) {
    return result instanceof Result.Failure failure
            && !failure.fault().kind().passes()
            && state.aim() == Aim.PUBLISH
        ? List.of(givenUp(code, failure.fault().text()))
        : List.of();
  }

  private PublicationEvent givenUp(ReasonCode code, String text) {
    return new GivenUp(code, cut(text), now);
  }

  private PublicationEvent held(ReasonCode code, String text) {
    return new Held(code, cut(text), now);
  }

  private Optional<OpenJob> open(JobPlace place) {
    return state.revision(place.revision()).open(place.job());
  }

  private Optional<OpenJob> open(JobPlace place, String jobId) {
    return open(place).filter(job -> job.isThere() && job.id().get().equals(jobId));
  }

  static String some(Stream<String> texts) {
    var all = texts.toList();
    var first = all.stream().limit(EXAMPLES).collect(Collectors.joining(", "));
    return all.size() > EXAMPLES
        ? "%s and %,d more".formatted(first, all.size() - EXAMPLES)
        : first;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
