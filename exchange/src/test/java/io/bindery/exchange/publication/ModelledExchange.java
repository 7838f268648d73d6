package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.aws.SeenJob;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
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
  static final Duration JOB_TIME = Duration.ofSeconds(5);

  /** One in so many data sets is deleted, before so many calls. */
  private static final int DELETED_OF = 6;

  private static final int CALLS_BEFORE = 80;

  private final Random random;
  private final double faults;
  final List<ModelledRevision> revisions = new ArrayList<>();
  final List<ModelledJob> jobs = new ArrayList<>();
  final List<String> violations = new ArrayList<>();
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

  /** Jobs end when it is their time. */
  void passes(Instant now) {
    for (var job : jobs) {
      if (job.state == State.IN_PROGRESS && !now.isBefore(job.endsAt)) {
        end(job, now);
      }
    }
  }

  private void end(ModelledJob job, Instant now) {
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

  Duration lag() {
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
    var result = step.fold(new ModelledEffects(this, random, state, now));
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

  static Result failure(Fault.Kind kind) {
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

  ModelledRevision byId(String id) {
    return revisions.stream().filter(it -> it.id.equals(id)).findFirst().orElseThrow();
  }

  static Set<Integer> planned(int job) {
    var all = new HashSet<Integer>();
    for (int i = 0; i < ASSETS; i++) {
      all.add(job * ASSETS + i);
    }
    return all;
  }

  static SeenJob seen(ModelledJob job) {
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
}
