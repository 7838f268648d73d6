package io.bindery.packager.job;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.bindery.platform.serialization.CborSerializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a package is busy with.
 *
 * @param active the job that is worked on
 * @param waiting the jobs after it, in order
 * @param recent which job each of the last messages led to, so that a message which comes again is
 *     recognized; oldest first
 * @param held that the package is in quarantine, until that is marked as resolved
 * @param newestSecond of the pointer of the newest revision that was pushed, in seconds since 1970;
 *     0 if there was none, and in states from before it was kept
 */
record PackageState(
    Optional<Job> active,
    List<Job> waiting,
    Map<String, String> recent,
    Optional<Held> held,
    long newestSecond)
    implements CborSerializable {

  /** How many messages are remembered; SQS delivers again within hours, not after hundreds. */
  static final int REMEMBERED = 256;

  static final PackageState EMPTY =
      new PackageState(Optional.empty(), List.of(), Map.of(), Optional.empty(), 0);

  PackageState {
    waiting = List.copyOf(waiting);
    recent = Collections.unmodifiableMap(new LinkedHashMap<>(recent));
    // States from before there was a quarantine have none.
    held = held == null ? Optional.empty() : held;
  }

  /** Nothing to do and nothing under way. */
  @JsonIgnore
  boolean isIdle() {
    return active.isEmpty() && waiting.isEmpty() && toResolve().isEmpty();
  }

  /** A package in quarantine that is to be marked, since that is over. */
  Optional<Held> toResolve() {
    return held.filter(Held::isOver);
  }

  /** Whether the package is in quarantine, and nothing has ended that. */
  @JsonIgnore
  boolean isInQuarantine() {
    return held.filter(it -> !it.isOver()).isPresent();
  }

  /** A job that has not begun and asks for just this. */
  Optional<Job> waitingFor(String description) {
    return waiting.stream().filter(job -> job.description().equals(description)).findFirst();
  }

  boolean isActive(String jobId) {
    return active.filter(job -> job.id().equals(jobId)).isPresent();
  }

  /** The job of this id, active or waiting. */
  Optional<Job> job(String jobId) {
    return Stream.concat(active.stream(), waiting.stream())
        .filter(job -> job.id().equals(jobId))
        .findFirst();
  }

  PackageState apply(PackageEvent event) {
    return event.fold(new StateChange(this));
  }

  PackageState withActive(UnaryOperator<Job> change) {
    return new PackageState(active.map(change), waiting, recent, held, newestSecond);
  }

  PackageState withHeld(Optional<Held> other) {
    return new PackageState(active, waiting, recent, other, newestSecond);
  }

  PackageState withNewest(long second) {
    return new PackageState(active, waiting, recent, held, second);
  }

  /** No job is active. */
  PackageState ended() {
    return new PackageState(Optional.empty(), waiting, recent, held, newestSecond);
  }

  PackageState with(List<Job> otherWaiting, Map<String, String> otherRecent) {
    return new PackageState(active, otherWaiting, otherRecent, held, newestSecond);
  }

  /**
   * The second of the next revision's pointer. Clocks differ from node to node and jump, and
   * readers take revisions in the order of their pointers.
   */
  long secondAfter(long now) {
    return Math.max(now, newestSecond + 1);
  }

  PackageState begun(String jobId, int attempt) {
    var begun = waiting.stream().filter(job -> job.id().equals(jobId)).findFirst();
    var rest = waiting.stream().filter(job -> !job.id().equals(jobId)).toList();
    return new PackageState(
        begun.map(job -> job.started(attempt)), rest, recent, held, newestSecond);
  }

  Map<String, String> remembering(String identity, String jobId) {
    var all = new LinkedHashMap<>(recent);
    all.put(identity, jobId);
    var oldest = all.keySet().iterator();
    while (all.size() > REMEMBERED) {
      oldest.next();
      oldest.remove();
    }
    return all;
  }

  static List<Job> plus(List<Job> jobs, Job job) {
    var all = new ArrayList<>(jobs);
    all.add(job);
    return all;
  }
}
