package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Fault;
import io.bindery.exchange.aws.SeenJob;
import io.bindery.exchange.publication.Step.TakeSlots;
import io.bindery.exchange.slots.JobPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dataexchange.model.State;

/**
 * What an actor knows of a publication beside the journal: what is under way, what has to wait, how
 * jobs were when they were looked at. After a crash it is empty, and all of it is found out again.
 */
final class Memory {
  private static final double EARLY = 0.95;
  private static final double GAP = 0.03;
  private static final double UNLEARNED_GAP = 0.2;

  private record Pause(int failures, Instant until, Waits.Wait what) {}

  private record Seen(State state, Optional<Instant> startedAt) {}

  private final PublicationSettings settings;
  private final JobTimes times;
  private Instant begun;
  private final Set<String> underWay = new HashSet<>();
  private final Map<String, Pause> pauses = new HashMap<>();
  private final Map<String, Seen> jobs = new HashMap<>();
  private final Map<Long, Instant> lookAt = new HashMap<>();
  private final Map<String, Instant> unseen = new HashMap<>();

  /** Intents of which it is sure that nothing came yet. */
  private final Set<String> untried = new HashSet<>();

  private final Map<String, Instant> lookUntil = new HashMap<>();
  private final Set<Long> compared = new HashSet<>();
  private Set<JobPlace> slots = new HashSet<>();
  private boolean slotsKnown;
  private int creating;

  Memory(PublicationSettings settings, JobTimes times, Instant begun) {
    this.settings = settings;
    this.times = times;
    this.begun = begun;
  }

  boolean isBusy(Step step) {
    return underWay.contains(step.key());
  }

  boolean isBusy() {
    return !underWay.isEmpty();
  }

  /** Whether something may be created at this moment. */
  boolean isCreating() {
    return creating > 0;
  }

  int underWay() {
    return underWay.size();
  }

  void begins(Step step) {
    underWay.add(step.key());
    if (step.creates()) {
      creating++;
    }
  }

  void ends(Step step) {
    underWay.remove(step.key());
    if (step.creates()) {
      creating--;
    }
  }

  /** When a step may be taken; nothing if at once. */
  Optional<Instant> pause(String key, Instant now) {
    return Optional.ofNullable(pauses.get(key)).map(Pause::until).filter(now::isBefore);
  }

  void failed(String key, Fault fault, Instant now) {
    var before = pauses.get(key);
    int failures = before == null ? 1 : before.failures() + 1;
    var wait =
        new Waits.Wait(
            kind(fault),
            fault.waitingFor().orElse("another attempt"),
            before == null ? now : before.what().since());
    pauses.put(key, new Pause(failures, now.plus(settings.retry().after(failures)), wait));
  }

  private static String kind(Fault fault) {
    return switch (fault.kind()) {
      case WAIT -> fault.limit().isPresent() ? "quota" : "throttled";
      case CONFLICT -> "conflict";
      case NO_RIGHT -> "right";
      default -> "unavailable";
    };
  }

  /** Waits for something that is no failure. */
  void waits(String key, String kind, String what, Duration pause, Instant now) {
    var before = pauses.get(key);
    pauses.put(
        key,
        new Pause(
            0,
            now.plus(pause),
            new Waits.Wait(kind, what, before == null ? now : before.what().since())));
  }

  void succeeded(String key) {
    pauses.remove(key);
  }

  /** What has been waited for longest, of what is told to people. */
  Optional<Waits.Wait> longestWait() {
    return pauses.values().stream()
        .map(pause -> pause.what().until(pause.until()))
        .filter(wait -> !wait.kind().isEmpty())
        .min(Comparator.comparing(Waits.Wait::since));
  }

  /** Somebody gave an order, or has what is waited for: nothing waits any more. */
  void hurry() {
    pauses.replaceAll((key, pause) -> new Pause(pause.failures(), Instant.MIN, pause.what()));
  }

  /** An intent that this actor has just written: nothing was tried for it. */
  void isUntried(String key) {
    untried.add(key);
  }

  /** Whether what was intended was certainly not created yet. */
  boolean isSure(String key) {
    return untried.contains(key);
  }

  /** It is not known whether a call created it. */
  void isUnsure(String key, Instant now) {
    untried.remove(key);
    lookUntil.put(key, now.plus(settings.lookAgain()));
  }

  /**
   * Lists do not show it: some time later that means that it is not there.
   *
   * @param asked when the list was asked for: an answer that was long on its way tells of then
   */
  void notFound(String key, Instant asked) {
    var until = lookUntil.getOrDefault(key, begun.plus(settings.lookAgain()));
    if (!asked.isBefore(until)) {
      isNotThere(key);
    }
  }

  /** It is certain that it was not created. */
  void isNotThere(String key) {
    lookUntil.remove(key);
    untried.add(key);
  }

  void created(String key) {
    untried.remove(key);
    lookUntil.remove(key);
  }

  boolean hasSlot(JobPlace place) {
    return slots.contains(place);
  }

  boolean knowsSlots() {
    return slotsKnown;
  }

  void holds(Set<JobPlace> places) {
    slots = new HashSet<>(places);
    slotsKnown = true;
  }

  void freed(JobPlace place) {
    slots.remove(place);
    pauses.remove(TakeSlots.KEY);
  }

  Optional<State> state(String jobId) {
    return Optional.ofNullable(jobs.get(jobId)).map(Seen::state);
  }

  /** The journal was read anew, for a write has failed: what was tried before is in doubt. */
  void recovered(Instant now) {
    begun = now;
    untried.clear();
    lookUntil.clear();
    jobs.clear();
    lookAt.clear();
    slots = new HashSet<>();
    slotsKnown = false;
  }

  /** How a job is has to be looked at again. */
  void forget(String jobId) {
    jobs.computeIfPresent(jobId, (id, seen) -> seen.state() == State.WAITING ? null : seen);
  }

  void isWaiting(String jobId) {
    jobs.put(jobId, new Seen(State.WAITING, Optional.empty()));
  }

  void started(long revision, String jobId, Instant now) {
    jobs.put(jobId, new Seen(State.IN_PROGRESS, Optional.of(now)));
    schedule(revision, now);
  }

  void saw(SeenJob job) {
    var before = jobs.get(job.id());
    jobs.put(
        job.id(), new Seen(job.state(), before == null ? Optional.empty() : before.startedAt()));
    unseen.remove(job.id());
  }

  /** A listing that should show it does not. */
  void notSeen(String jobId, Instant now) {
    unseen.putIfAbsent(jobId, now);
  }

  /** Whether listings do not show it for longer than they may lag: it is looked at by itself. */
  boolean isMissing(String jobId, Instant now) {
    var since = unseen.get(jobId);
    return since != null && !now.isBefore(since.plus(settings.lookAgain()));
  }

  void ended(JobPlace place, String jobId, JobEnd how, Instant now) {
    var seen = jobs.remove(jobId);
    unseen.remove(jobId);
    if (seen != null && how == JobEnd.COMPLETED) {
      seen.startedAt().ifPresent(at -> times.ended(Duration.between(at, now)));
    }
    freed(place);
  }

  /** When a revision's jobs are to be looked at; at once if that is not known. */
  Instant lookAt(long revision) {
    return lookAt.getOrDefault(revision, Instant.MIN);
  }

  void lookNow(long revision) {
    lookAt.remove(revision);
  }

  void looked(long revision, Set<String> running, Instant now) {
    var first =
        running.stream()
            .map(jobs::get)
            .filter(seen -> seen != null && seen.state() == State.IN_PROGRESS)
            .map(seen -> seen.startedAt().orElse(begun))
            .min(Instant::compareTo);
    lookAt.put(revision, first.map(at -> next(at, now)).orElse(now.plus(settings.longestPoll())));
  }

  private void schedule(long revision, Instant startedAt) {
    var due = next(startedAt, startedAt);
    lookAt.merge(revision, due, (one, other) -> one.isBefore(other) ? one : other);
  }

  /** The next look at a job that began then: when it should end, and often from then on. */
  private Instant next(Instant startedAt, Instant now) {
    var time = times.shortest();
    var elapsed = Duration.between(startedAt, now);
    Duration pause;
    if (time.isEmpty()) {
      pause = atMost(scaled(elapsed, UNLEARNED_GAP));
    } else {
      var due = scaled(time.get(), EARLY);
      var late = elapsed.minus(time.get());
      pause =
          elapsed.compareTo(due) < 0
              ? due.minus(elapsed)
              : atMost(later(scaled(time.get(), GAP), scaled(late, UNLEARNED_GAP)));
    }
    return now.plus(later(pause, settings.poll()));
  }

  private Duration atMost(Duration pause) {
    return pause.compareTo(settings.longestPoll()) > 0 ? settings.longestPoll() : pause;
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private static Duration scaled(Duration time, double by) {
    return Duration.ofNanos((long) (time.toNanos() * by));
  }

  boolean isCompared(long revision) {
    return compared.contains(revision);
  }

  void isCompared(long revision, boolean good) {
    if (good) {
      compared.add(revision);
    }
  }
}
