package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Catalog;
import io.bindery.exchange.aws.CreatedRevision;
import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.prepare.Preparation;
import io.bindery.exchange.publication.PublicationEvent.PlannedJob;
import io.bindery.exchange.slots.JobPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import software.amazon.awssdk.services.dataexchange.model.State;

/** The effect of each kind of step on a modelled Data Exchange, and what is seen of it. */
final class ModelledEffects implements Step.Cases<Result> {
  private final ModelledExchange exchange;
  private final Random random;
  private final Publishing state;
  private final Instant now;

  ModelledEffects(ModelledExchange exchange, Random random, Publishing state, Instant now) {
    this.exchange = exchange;
    this.random = random;
    this.state = state;
    this.now = now;
  }

  private ModelledRevision of(long number) {
    return exchange.byId(state.revision(number).id().orElseThrow());
  }

  private Set<Integer> shown(ModelledRevision revision) {
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
    for (int job = 0; job < ModelledExchange.JOBS; job++) {
      planned.add(new PlannedJob(job, ModelledExchange.ASSETS));
    }
    return new Result.RevisionRead(planned, ModelledExchange.JOBS * ModelledExchange.ASSETS, 1);
  }

  @Override
  public Result on(Step.CreateRevision step) {
    if (exchange.revisions.stream().anyMatch(it -> it.number == step.revision() && !it.deleted)) {
      exchange.violations.add("revision %d is created twice".formatted(step.revision()));
    }
    var made =
        new ModelledRevision(
            "r" + exchange.revisions.size(), step.revision(), now.plus(exchange.lag()));
    exchange.revisions.add(made);
    return new Result.RevisionFound(Optional.of(new CreatedRevision(made.id, "arn:" + made.id)));
  }

  @Override
  public Result on(Step.FindRevision step) {
    return new Result.RevisionFound(
        exchange.revisions.stream()
            .filter(it -> it.number == step.revision() && !now.isBefore(it.visible))
            .findFirst()
            .map(it -> new CreatedRevision(it.id, "arn:" + it.id)));
  }

  @Override
  public Result on(Step.CreateJob step) {
    var revision = of(step.place().revision());
    var assets = ModelledExchange.planned(step.place().job());
    if (step.missing()) {
      assets.removeAll(shown(revision));
      if (assets.isEmpty()) {
        return new Result.JobMade(Optional.empty());
      }
    }
    boolean busy =
        exchange.jobs.stream()
            .anyMatch(
                it ->
                    it.revision == revision
                        && !ModelledExchange.seen(it).hasEnded()
                        && it.assets.stream().anyMatch(assets::contains));
    if (busy) {
      exchange.violations.add("two jobs for %s".formatted(step.place()));
    }
    var made =
        new ModelledJob("j" + exchange.jobs.size(), revision, assets, now.plus(exchange.lag()));
    exchange.jobs.add(made);
    return new Result.JobMade(Optional.of(made.id));
  }

  @Override
  public Result on(Step.FindJobs step) {
    var revision = of(step.revision());
    var known = new HashSet<>(state.revision(step.revision()).spent());
    state.revision(step.revision()).open().forEach(job -> job.id().ifPresent(known::add));
    var found = new HashMap<JobPlace, String>();
    for (var place : step.places()) {
      exchange.jobs.stream()
          .filter(it -> it.revision == revision && !known.contains(it.id))
          .filter(it -> !now.isBefore(it.visible))
          .filter(it -> ModelledExchange.planned(place.job()).containsAll(it.assets))
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
            && exchange.jobs.stream()
                .anyMatch(it -> it.id.equals(job.id().get()) && it.state == State.IN_PROGRESS)) {
          places.add(new JobPlace(revision.number(), job.job()));
        }
      }
    }
    for (var place : step.places()) {
      if (places.size() < ModelledExchange.SLOTS) {
        places.add(place);
      }
    }
    return new Result.SlotsHeld(places);
  }

  @Override
  public Result on(Step.StartJob step) {
    var job = job(step.id());
    if (job.state == State.WAITING) {
      if (exchange.jobs.stream().filter(it -> it.state == State.IN_PROGRESS).count()
          >= ModelledExchange.SLOTS) {
        return ModelledExchange.failure(Fault.Kind.WAIT);
      }
      job.state = State.IN_PROGRESS;
      job.endsAt = now.plus(ModelledExchange.JOB_TIME);
      return new Result.Done();
    }
    return ModelledExchange.failure(Fault.Kind.CONFLICT);
  }

  private ModelledJob job(String id) {
    return exchange.jobs.stream().filter(it -> it.id.equals(id)).findFirst().orElseThrow();
  }

  @Override
  public Result on(Step.LookAtJobs step) {
    var revision = of(step.revision());
    return new Result.JobsSeen(
        exchange.jobs.stream()
            .filter(it -> it.revision == revision && !now.isBefore(it.visible))
            .map(ModelledExchange::seen)
            .toList());
  }

  @Override
  public Result on(Step.LookAtJob step) {
    return new Result.JobSeen(Optional.of(ModelledExchange.seen(job(step.id()))));
  }

  @Override
  public Result on(Step.CancelJob step) {
    var job = job(step.id());
    if (job.state != State.WAITING) {
      return ModelledExchange.failure(Fault.Kind.CONFLICT);
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
    for (int job = 0; job < ModelledExchange.JOBS; job++) {
      var assets = ModelledExchange.planned(job);
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
    for (var revision : exchange.revisions) {
      if (!revision.deleted
          && revision.assets.size() != ModelledExchange.JOBS * ModelledExchange.ASSETS) {
        exchange.violations.add(
            "finalized while %s has not all of its assets".formatted(revision.id));
      }
    }
    if (exchange.revisions.stream().filter(it -> !it.deleted).count()
        != ModelledExchange.REVISIONS) {
      exchange.violations.add("finalized before all revisions are there");
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
      exchange.violations.add(revision.id + " is revoked and was never final");
    }
    revision.revoked = true;
    return new Result.Done();
  }

  @Override
  public Result on(Step.Remove step) {
    var revision = of(step.revision());
    if (revision.isFinal) {
      return random.nextInt(4) == 0
          ? ModelledExchange.failure(Fault.Kind.LASTING)
          : new Result.AlreadyFinal();
    }
    if (exchange.jobs.stream()
        .anyMatch(it -> it.revision == revision && it.state == State.IN_PROGRESS)) {
      exchange.violations.add(revision.id + " is deleted while a job fills it");
    }
    revision.deleted = true;
    return new Result.Done();
  }
}
