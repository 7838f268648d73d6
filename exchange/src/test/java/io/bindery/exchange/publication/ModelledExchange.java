package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Catalog;
import io.bindery.exchange.aws.CreatedRevision;
import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.aws.SeenJob;
import io.bindery.exchange.prepare.Preparation;
import io.bindery.exchange.publication.PublicationEvent.PlannedJob;
import io.bindery.exchange.slots.JobPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import software.amazon.awssdk.services.dataexchange.model.State;

/**
 * Data Exchange as a table: what a step does to it, and what is seen of that. Calls fail before and
 * after their effect, lists lag, jobs fail and leave some of their assets, and now and then
 * somebody deletes all of it. It notes at once what must never happen.
 */
final class ModelledExchange {
  static final int REVISIONS = 3;
  static final int JOBS = 3;
  static final int ASSETS = 4;
  static final int SLOTS = 4;
  static final Duration LAG = Duration.ofMillis(900);
  private static final Duration JOB_TIME = Duration.ofSeconds(5);

  /** One in so many data sets is deleted, before so many calls. */
  private static final int DELETED_OF = 6;

  private static final int CALLS_BEFORE = 80;

  private final class Revision {
    private final String id = "r" + revisions.size();
    private final long number;
    private final Instant visible;
    private final Map<Integer, Instant> assets = new TreeMap<>();
    private boolean isFinal;
    private boolean revoked;
    private boolean deleted;

    private Revision(long number, Instant visible) {
      this.number = number;
      this.visible = visible;
    }
  }

  private final class Job {
    private final String id = "j" + jobs.size();
    private final Revision revision;
    private final Set<Integer> assets;
    private final Instant visible;
    private State state = State.WAITING;
    private Instant endsAt = Instant.MAX;

    private Job(Revision revision, Set<Integer> assets, Instant visible) {
      this.revision = revision;
      this.assets = assets;
      this.visible = visible;
    }
  }

  private final Random random;
  private final double faults;
  private final List<Revision> revisions = new ArrayList<>();
  private final List<Job> jobs = new ArrayList<>();
  private final List<String> violations = new ArrayList<>();
  private int callsLeft;

  ModelledExchange(Random random, double faults) {
    this.random = random;
    this.faults = faults;
    this.callsLeft =
        random.nextInt(DELETED_OF) == 0 ? random.nextInt(CALLS_BEFORE) : Integer.MAX_VALUE;
  }

  /** Whether somebody has deleted the data set. */
  private boolean isGone() {
    return callsLeft == 0;
  }

  List<String> violations() {
    return violations;
  }

  /** Jobs end when it is their time. */
  void passes(Instant now) {
    for (var job : jobs) {
      if (job.state == State.IN_PROGRESS && !now.isBefore(job.endsAt)) {
        end(job, now);
      }
    }
  }

  private void end(Job job, Instant now) {
    boolean whole = random.nextDouble() >= faults;
    boolean outside = !whole && random.nextInt(4) == 0;
    job.state =
        whole
            ? State.COMPLETED
            : outside ? (random.nextBoolean() ? State.TIMED_OUT : State.CANCELLED) : State.ERROR;
    for (int asset : job.assets) {
      if (whole || random.nextBoolean()) {
        if (job.revision.isFinal) {
          violations.add("an asset came into " + job.revision.id + ", which is final");
        }
        if (job.revision.assets.put(asset, now.plus(lag())) != null) {
          violations.add("asset %d is twice in %s".formatted(asset, job.revision.id));
        }
      }
    }
  }

  private Duration lag() {
    return Duration.ofMillis(random.nextInt((int) LAG.toMillis()));
  }

  /** Does a step, or fails before or after it. */
  Result take(Step step, Publishing state, Instant now) {
    passes(now);
    if (!isOwn(step) && isDeleted()) {
      return failure(Fault.Kind.MISSING);
    }
    double luck = random.nextDouble();
    if (luck < faults / 2) {
      return failure(random.nextBoolean() ? Fault.Kind.UNKNOWN : Fault.Kind.WAIT);
    }
    if (luck < faults * 0.6 && step instanceof Step.Finalize) {
      return failure(Fault.Kind.LASTING);
    }
    var result = step.fold(new Effects(state, now));
    return luck > 1 - faults / 2 ? seen(step) : result;
  }

  /** Whether Data Exchange has no part in a step. */
  private static boolean isOwn(Step step) {
    return step instanceof Step.Prepare
        || step instanceof Step.AskTurn
        || step instanceof Step.ReadRevision
        || step instanceof Step.TakeSlots
        || step instanceof Step.Compare;
  }

  /** Counts a call; with the last one before it the data set is deleted, and all that is in it. */
  private boolean isDeleted() {
    if (callsLeft > 0 && --callsLeft == 0) {
      revisions.forEach(revision -> revision.deleted = true);
      jobs.forEach(job -> job.state = State.CANCELLED);
    }
    return isGone();
  }

  /** The answer is lost; mostly it can be seen what became of it. */
  private Result seen(Step step) {
    var lost = failure(Fault.Kind.UNKNOWN);
    if (random.nextInt(4) == 0) {
      return lost;
    }
    if (step instanceof Step.Finalize || step instanceof Step.Revoke) {
      return new Result.Done();
    }
    return lost;
  }

  private static Result failure(Fault.Kind kind) {
    return new Result.Failure(
        new Fault(kind, "It failed.", Optional.of("the model"), Optional.empty()));
  }

  /** What is there when a publication has ended, against what its end says. */
  List<String> judge(Publishing state) {
    for (var revision : revisions) {
      boolean there = !revision.deleted && !revision.revoked;
      switch (state.state()) {
        case PUBLISHED -> {
          if (!revision.isFinal) {
            violations.add(revision.id + " is left behind and not final");
          }
        }
        case CANCELLED, FAILED, REVOKED -> {
          if (there) {
            violations.add(revision.id + " is left behind");
          }
        }
        default -> {
          // It is held: nothing is said yet.
        }
      }
    }
    if (state.state() == PublicationState.PUBLISHED
        && revisions.stream().filter(it -> it.isFinal).count() != REVISIONS) {
      violations.add("%d revisions for %d".formatted(revisions.size(), REVISIONS));
    }
    return violations;
  }

  private Revision byId(String id) {
    return revisions.stream().filter(it -> it.id.equals(id)).findFirst().orElseThrow();
  }

  private static Set<Integer> planned(int job) {
    var all = new HashSet<Integer>();
    for (int i = 0; i < ASSETS; i++) {
      all.add(job * ASSETS + i);
    }
    return all;
  }

  private static SeenJob seen(Job job) {
    return new SeenJob(
        job.id,
        job.state,
        List.of(),
        job.state == State.ERROR
            ? List.of(
                new SeenJob.Failure(
                    "INTERNAL_SERVER_EXCEPTION", "again", List.of(), Optional.empty()))
            : List.of());
  }

  /** The effect of each kind of step. */
  private final class Effects implements Step.Cases<Result> {
    private final Publishing state;
    private final Instant now;

    private Effects(Publishing state, Instant now) {
      this.state = state;
      this.now = now;
    }

    private Revision of(long number) {
      return byId(state.revision(number).id().orElseThrow());
    }

    private Set<Integer> shown(Revision revision) {
      var all = new HashSet<Integer>();
      revision.assets.forEach(
          (asset, visible) -> {
            if (!now.isBefore(visible)) {
              all.add(asset);
            }
          });
      return all;
    }

    @Override
    public Result on(Step.Prepare step) {
      return new Result.PreparationEnded(
          new Preparation.Refused("The model has its plan already.", 0));
    }

    @Override
    public Result on(Step.AskTurn step) {
      return new Result.Turn(Optional.of(PublicationModelTest.ID), Optional.empty());
    }

    @Override
    public Result on(Step.ReadRevision step) {
      var planned = new ArrayList<PlannedJob>();
      for (int job = 0; job < JOBS; job++) {
        planned.add(new PlannedJob(job, ASSETS));
      }
      return new Result.RevisionRead(planned, JOBS * ASSETS, 1);
    }

    @Override
    public Result on(Step.CreateRevision step) {
      if (revisions.stream().anyMatch(it -> it.number == step.revision() && !it.deleted)) {
        violations.add("revision %d is created twice".formatted(step.revision()));
      }
      var made = new Revision(step.revision(), now.plus(lag()));
      revisions.add(made);
      return new Result.RevisionFound(Optional.of(new CreatedRevision(made.id, "arn:" + made.id)));
    }

    @Override
    public Result on(Step.FindRevision step) {
      return new Result.RevisionFound(
          revisions.stream()
              .filter(it -> it.number == step.revision() && !now.isBefore(it.visible))
              .findFirst()
              .map(it -> new CreatedRevision(it.id, "arn:" + it.id)));
    }

    @Override
    public Result on(Step.CreateJob step) {
      var revision = of(step.place().revision());
      var assets = planned(step.place().job());
      if (step.missing()) {
        assets.removeAll(shown(revision));
        if (assets.isEmpty()) {
          return new Result.JobMade(Optional.empty());
        }
      }
      boolean busy =
          jobs.stream()
              .anyMatch(
                  it ->
                      it.revision == revision
                          && !seen(it).hasEnded()
                          && it.assets.stream().anyMatch(assets::contains));
      if (busy) {
        violations.add("two jobs for %s".formatted(step.place()));
      }
      var made = new Job(revision, assets, now.plus(lag()));
      jobs.add(made);
      return new Result.JobMade(Optional.of(made.id));
    }

    @Override
    public Result on(Step.FindJobs step) {
      var revision = of(step.revision());
      var known = new HashSet<>(state.revision(step.revision()).spent());
      state.revision(step.revision()).open().forEach(job -> job.id().ifPresent(known::add));
      var found = new HashMap<JobPlace, String>();
      for (var place : step.places()) {
        jobs.stream()
            .filter(it -> it.revision == revision && !known.contains(it.id))
            .filter(it -> !now.isBefore(it.visible))
            .filter(it -> planned(place.job()).containsAll(it.assets))
            .findFirst()
            .ifPresent(it -> found.put(place, it.id));
      }
      return new Result.JobsFound(found);
    }

    @Override
    public Result on(Step.TakeSlots step) {
      var places = new HashSet<JobPlace>();
      for (var revision : state.revisions()) {
        for (var job : revision.open()) {
          if (job.isThere()
              && jobs.stream()
                  .anyMatch(it -> it.id.equals(job.id().get()) && it.state == State.IN_PROGRESS)) {
            places.add(new JobPlace(revision.number(), job.job()));
          }
        }
      }
      for (var place : step.places()) {
        if (places.size() < SLOTS) {
          places.add(place);
        }
      }
      return new Result.SlotsHeld(places);
    }

    @Override
    public Result on(Step.StartJob step) {
      var job = job(step.id());
      if (job.state == State.WAITING) {
        if (jobs.stream().filter(it -> it.state == State.IN_PROGRESS).count() >= SLOTS) {
          return failure(Fault.Kind.WAIT);
        }
        job.state = State.IN_PROGRESS;
        job.endsAt = now.plus(JOB_TIME);
        return new Result.Done();
      }
      return failure(Fault.Kind.CONFLICT);
    }

    private Job job(String id) {
      return jobs.stream().filter(it -> it.id.equals(id)).findFirst().orElseThrow();
    }

    @Override
    public Result on(Step.LookAtJobs step) {
      var revision = of(step.revision());
      return new Result.JobsSeen(
          jobs.stream()
              .filter(it -> it.revision == revision && !now.isBefore(it.visible))
              .map(ModelledExchange::seen)
              .toList());
    }

    @Override
    public Result on(Step.LookAtJob step) {
      return new Result.JobSeen(Optional.of(seen(job(step.id()))));
    }

    @Override
    public Result on(Step.CancelJob step) {
      var job = job(step.id());
      if (job.state != State.WAITING) {
        return failure(Fault.Kind.CONFLICT);
      }
      job.state = State.CANCELLED;
      return new Result.Done();
    }

    @Override
    public Result on(Step.CutAgain step) {
      throw new IllegalStateException("the model names no quota");
    }

    @Override
    public Result on(Step.Count step) {
      var there = shown(of(step.revision()));
      var missing = new HashMap<Integer, Integer>();
      for (int job = 0; job < JOBS; job++) {
        var assets = planned(job);
        assets.removeAll(there);
        if (!assets.isEmpty()) {
          missing.put(job, assets.size());
        }
      }
      return new Result.Counted(missing, List.of("some"), List.of());
    }

    @Override
    public Result on(Step.Compare step) {
      return new Result.Compared(List.of());
    }

    @Override
    public Result on(Step.Finalize step) {
      for (var revision : revisions) {
        if (!revision.deleted && revision.assets.size() != JOBS * ASSETS) {
          violations.add("finalized while %s has not all of its assets".formatted(revision.id));
        }
      }
      if (revisions.stream().filter(it -> !it.deleted).count() != REVISIONS) {
        violations.add("finalized before all revisions are there");
      }
      of(step.revision()).isFinal = true;
      return new Result.Done();
    }

    @Override
    public Result on(Step.StartChangeSet step) {
      return new Result.ChangeSetMade("set");
    }

    @Override
    public Result on(Step.LookAtChangeSet step) {
      return new Result.ChangeSetSeen(new Catalog.Seen(true, Optional.empty(), false));
    }

    @Override
    public Result on(Step.TellSubscribers step) {
      return new Result.Done();
    }

    @Override
    public Result on(Step.Revoke step) {
      var revision = of(step.revision());
      if (!revision.isFinal) {
        violations.add(revision.id + " is revoked and was never final");
      }
      revision.revoked = true;
      return new Result.Done();
    }

    @Override
    public Result on(Step.Remove step) {
      var revision = of(step.revision());
      if (revision.isFinal) {
        return random.nextInt(4) == 0 ? failure(Fault.Kind.LASTING) : new Result.AlreadyFinal();
      }
      if (jobs.stream().anyMatch(it -> it.revision == revision && it.state == State.IN_PROGRESS)) {
        violations.add(revision.id + " is deleted while a job fills it");
      }
      revision.deleted = true;
      return new Result.Done();
    }
  }
}
