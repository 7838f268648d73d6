package io.bindery.exchange.publication;

import io.bindery.exchange.publication.PublicationEvent.Cancelled;
import io.bindery.exchange.publication.PublicationEvent.ChangeSetIntended;
import io.bindery.exchange.publication.PublicationEvent.Failed;
import io.bindery.exchange.publication.PublicationEvent.FinalizingStarted;
import io.bindery.exchange.publication.PublicationEvent.JobIntended;
import io.bindery.exchange.publication.PublicationEvent.PreparationStarted;
import io.bindery.exchange.publication.PublicationEvent.Published;
import io.bindery.exchange.publication.PublicationEvent.RevisionRemoved;
import io.bindery.exchange.publication.PublicationEvent.Revoked;
import io.bindery.exchange.publication.Publishing.Aim;
import io.bindery.exchange.publication.Revision.Stage;
import io.bindery.exchange.slots.JobPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dataexchange.model.State;

/**
 * What a publication does next: it follows from the journal and from what was seen since, so that a
 * crash at any point is followed by the same steps as no crash.
 */
final class Next {
  /** Calls of one publication that are under way at one time. */
  private static final int CALLS_AT_ONCE = 16;

  /** Revisions that are filled at one time, so that slots do not stand empty at the end of one. */
  private static final int FILLED_AT_ONCE = 2;

  private final Publishing state;
  private final Memory memory;
  private final PublicationSettings settings;
  private final Instant now;
  private final List<PublicationEvent> intents = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private Optional<Instant> wakeAt = Optional.empty();

  private Next(Publishing state, Memory memory, PublicationSettings settings, Instant now) {
    this.state = state;
    this.memory = memory;
    this.settings = settings;
    this.now = now;
  }

  static Next of(Publishing state, Memory memory, PublicationSettings settings, Instant now) {
    var next = new Next(state, memory, settings, now);
    if (state.isKnown() && !state.state().hasEnded()) {
      next.decide();
    }
    return next;
  }

  /** To be journaled first; then it is asked again. */
  List<PublicationEvent> intents() {
    return intents;
  }

  /** To be begun now. */
  List<Step> steps() {
    return steps;
  }

  /** When there may be something else to do. */
  Optional<Instant> wakeAt() {
    return wakeAt;
  }

  /** The name of an intent to create a revision. */
  static String intent(long revision) {
    return "revision " + revision;
  }

  /** The name of an intent to create a job. */
  static String intent(JobPlace place) {
    return "job %d/%d".formatted(place.revision(), place.job());
  }

  private void decide() {
    if (state.plan().isEmpty()) {
      prepare();
    } else if (state.aim() != Aim.PUBLISH) {
      remove();
    } else if (state.state() == PublicationState.QUEUED) {
      take(new Step.AskTurn());
    } else if (state.held().isPresent()) {
      watch();
    } else if (state.recutDue()) {
      cutAgain();
    } else if (state.state() == PublicationState.IMPORTING) {
      fill();
    } else {
      publish();
    }
  }

  private void prepare() {
    if (state.state() == PublicationState.RECEIVED) {
      intents.add(new PreparationStarted(now));
    } else {
      take(new Step.Prepare());
    }
  }

  // ---- Filling --------------------------------------------------------------------------------

  private void fill() {
    watch();
    start();
    create();
    intend();
    count();
    if (state.all(Stage.FILLED)) {
      compare();
    }
  }

  /** Looks at what may be there, whatever is to become of it. */
  private void watch() {
    for (var revision : state.revisions()) {
      if (revision.stage() == Stage.INTENDED && !memory.isSure(intent(revision.number()))) {
        take(new Step.FindRevision(revision.number()));
      }
      if (revision.id().isEmpty()) {
        continue;
      }
      var lost =
          revision.open().stream()
              .filter(OpenJob::isIntended)
              .map(job -> new JobPlace(revision.number(), job.job()))
              .filter(place -> !memory.isSure(intent(place)))
              .filter(place -> !isBeingCreated(place))
              .toList();
      if (!lost.isEmpty()) {
        take(new Step.FindJobs(revision.number(), lost));
      }
      look(revision);
    }
  }

  private boolean isBeingCreated(JobPlace place) {
    return state
        .revision(place.revision())
        .open(place.job())
        .filter(job -> memory.isBusy(createJob(place, job)))
        .isPresent();
  }

  private static Step.CreateJob createJob(JobPlace place, OpenJob job) {
    return new Step.CreateJob(place, job.attempt(), job.attempt() > 1);
  }

  private void look(Revision revision) {
    var ids =
        revision.open().stream()
            .filter(OpenJob::isThere)
            .map(job -> job.id().orElseThrow())
            .filter(id -> memory.state(id).filter(it -> it == State.WAITING).isEmpty())
            .toList();
    if (ids.isEmpty()) {
      return;
    }
    var due = memory.lookAt(revision.number());
    if (now.isBefore(due)) {
      wake(due);
    } else {
      take(new Step.LookAtJobs(revision.number(), ids));
    }
    for (var job : revision.open()) {
      if (job.isThere() && memory.isMissing(job.id().get(), now)) {
        take(new Step.LookAtJob(new JobPlace(revision.number(), job.job()), job.id().get()));
      }
    }
  }

  private void start() {
    var wanted = new ArrayList<JobPlace>();
    for (var revision : state.revisions()) {
      for (var job : revision.open()) {
        if (!job.isThere()
            || memory.state(job.id().get()).filter(it -> it == State.WAITING).isEmpty()) {
          continue;
        }
        var place = new JobPlace(revision.number(), job.job());
        if (memory.hasSlot(place)) {
          take(new Step.StartJob(place, job.id().get()));
        } else {
          wanted.add(place);
        }
      }
    }
    boolean any = state.revisions().stream().anyMatch(it -> !it.open().isEmpty());
    if (!wanted.isEmpty() || (any && !memory.knowsSlots())) {
      take(new Step.TakeSlots(wanted));
    }
  }

  private void create() {
    for (var revision : state.revisions()) {
      if (revision.stage() == Stage.INTENDED && memory.isSure(intent(revision.number()))) {
        take(new Step.CreateRevision(revision.number()));
      }
      if (revision.id().isEmpty()) {
        continue;
      }
      for (var job : revision.open()) {
        var place = new JobPlace(revision.number(), job.job());
        if (job.isIntended() && memory.isSure(intent(place))) {
          take(createJob(place, job));
        }
      }
    }
  }

  private void intend() {
    long ahead =
        state.revisions().stream()
            .flatMap(
                revision ->
                    revision.open().stream()
                        .map(job -> new JobPlace(revision.number(), job.job()))
                        .filter(place -> !memory.hasSlot(place)))
            .count();
    for (var revision : state.revisions()) {
      if (revision.id().isEmpty()) {
        continue;
      }
      revision.open().forEach(job -> repeat(revision, job));
      for (var job : revision.todo()) {
        if (ahead < settings.jobsAhead()) {
          intents.add(new JobIntended(revision.number(), job.job(), 1, job.assets(), now));
          ahead++;
        }
      }
    }
    long begun = state.revisions().size();
    long busy = state.revisions().stream().filter(Revision::isBusy).count();
    boolean room =
        state.revisions().stream().allMatch(it -> it.todo().isEmpty())
            && busy < FILLED_AT_ONCE
            && ahead < settings.jobsAhead();
    if (begun < state.plan().orElseThrow().revisions() && (busy == 0 || room)) {
      take(new Step.ReadRevision(begun));
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
            .plus(settings.lookAgain())
            .plus(settings.retry().after(Math.max(job.failures(), 1)));
    if (now.isBefore(due)) {
      wake(due);
    } else {
      intents.add(
          new JobIntended(revision.number(), job.job(), job.attempt() + 1, job.assets(), now));
    }
  }

  private void count() {
    for (var revision : state.revisions()) {
      if (revision.stage() == Stage.FILLING && !revision.isBusy()) {
        take(new Step.Count(revision.number()));
      }
    }
  }

  private void compare() {
    if (settings.compareObjects() && !state.plan().orElseThrow().isAccess()) {
      for (var revision : state.revisions()) {
        if (!memory.isCompared(revision.number())) {
          take(new Step.Compare(revision.number()));
          return;
        }
      }
    }
    intents.add(new FinalizingStarted(now));
  }

  /** First nothing of the old plan may be open. */
  private void cutAgain() {
    watch();
    boolean open = withdraw();
    boolean sure =
        state.revisions().stream()
            .allMatch(it -> it.stage() != Stage.INTENDED || memory.isSure(intent(it.number())));
    if (!open && sure) {
      take(new Step.CutAgain());
    }
  }

  /** Has open jobs come to their end; whether there are any. */
  private boolean withdraw() {
    boolean open = false;
    for (var revision : state.revisions()) {
      for (var job : revision.open()) {
        var place = new JobPlace(revision.number(), job.job());
        if (job.isIntended()) {
          open |= !memory.isSure(intent(place)) || isBeingCreated(place);
        } else if (job.isThere()) {
          open = true;
          if (memory.state(job.id().get()).filter(it -> it == State.WAITING).isPresent()) {
            take(new Step.CancelJob(place, job.id().get()));
          }
        }
      }
    }
    return open;
  }

  // ---- Publishing -----------------------------------------------------------------------------

  private void publish() {
    for (var revision : state.revisions()) {
      if (revision.stage() != Stage.FINAL) {
        take(new Step.Finalize(revision.number()));
        return;
      }
    }
    if (changeSets() || tells()) {
      return;
    }
    var plan = state.plan().orElseThrow();
    intents.add(new Published(plan.dataSetId(), plan.digest(), now));
  }

  /** Whether change sets are still to be done. */
  private boolean changeSets() {
    var product = state.plan().orElseThrow().productId();
    if (product.filter(settings::isOld).isEmpty()) {
      return false;
    }
    var last = state.changeSet();
    if (last.isPresent() && !last.get().applied()) {
      var set = last.get();
      if (set.failed()) {
        intents.add(
            new ChangeSetIntended(set.set(), set.attempt() + 1, set.first(), set.last(), now));
      } else {
        take(
            set.id().isPresent()
                ? new Step.LookAtChangeSet(set.set(), set.attempt())
                : new Step.StartChangeSet(set.set(), set.attempt()));
      }
      return true;
    }
    long first = last.map(set -> set.last() + 1).orElse(0L);
    long revisions = state.revisions().size();
    if (first >= revisions) {
      return false;
    }
    long end = Math.min(first + settings.revisionsPerChangeSet(), revisions) - 1;
    intents.add(
        new ChangeSetIntended(last.map(set -> set.set() + 1).orElse(0), 1, first, end, now));
    return true;
  }

  private boolean tells() {
    if (!settings.notifySubscribers() || state.told()) {
      return false;
    }
    take(new Step.TellSubscribers());
    return true;
  }

  // ---- Removing -------------------------------------------------------------------------------

  private void remove() {
    if (state.held().isPresent()) {
      return;
    }
    watch();
    boolean open = withdraw();
    if (open || memory.isCreating()) {
      return;
    }
    boolean left = false;
    for (var revision : state.revisions()) {
      if (revision.stage().isGone()) {
        continue;
      }
      left = true;
      if (revision.stage() == Stage.INTENDED) {
        if (memory.isSure(intent(revision.number()))) {
          intents.add(new RevisionRemoved(revision.number(), now));
        }
      } else if (revision.stage() == Stage.FINAL) {
        take(new Step.Revoke(revision.number()));
      } else {
        take(new Step.Remove(revision.number()));
      }
    }
    if (!left) {
      intents.add(ending());
    }
  }

  private PublicationEvent ending() {
    return switch (state.aim()) {
      case CANCEL -> new Cancelled(now);
      case REVOKE -> new Revoked(now);
      default -> {
        var reason = state.reason().orElseThrow();
        yield new Failed(reason.code(), reason.text(), now);
      }
    };
  }

  // ---------------------------------------------------------------------------------------------

  private void take(Step step) {
    if (memory.isBusy(step)) {
      return;
    }
    var pause = memory.pause(step.key(), now);
    if (pause.isPresent()) {
      wake(pause.get());
    } else if (memory.underWay() + steps.size() < CALLS_AT_ONCE) {
      steps.add(step);
    }
  }

  private void wake(Instant at) {
    wakeAt = wakeAt.filter(it -> it.isBefore(at)).or(() -> Optional.of(at));
  }
}
