package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.bindery.exchange.publication.JobEvent.JobCreated;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.JobEvent.JobIntended;
import io.bindery.exchange.publication.PublicationEvent.KeptRevision;
import io.bindery.exchange.publication.PublicationEvent.PlannedJob;
import io.bindery.exchange.publication.RevisionEvent.RevisionIntended;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How far a revision is. It knows numbers and ids, and no assets.
 *
 * @param number in the plan, from 0
 * @param todo jobs that were not begun
 * @param open jobs that were begun
 * @param done the numbers of jobs that have done their work; empty once it is filled
 * @param spent ids of attempts that ended in vain
 * @param assets as planned
 * @param recounts how often assets were missing when all jobs had done their work
 * @param intendedAt when it was about to be created
 * @param endedAt when the last of its jobs ended
 */
record Revision(
    long number,
    Stage stage,
    Optional<String> id,
    Optional<String> arn,
    List<PlannedJob> todo,
    List<OpenJob> open,
    List<Integer> done,
    List<String> spent,
    long assets,
    int recounts,
    Instant intendedAt,
    Optional<Instant> endedAt) {
  /** How far it is; in order. */
  enum Stage {
    /** It may be created. */
    INTENDED,
    /** It is there, and is being filled. */
    FILLING,
    /** Every asset is there and was counted. */
    FILLED,
    /** It cannot be changed any more. */
    FINAL,
    /** It was final, and was taken back. */
    REVOKED,
    /** It was never final, and is deleted. */
    REMOVED;

    /** Whether nothing of it is left for subscribers or costs. */
    boolean isGone() {
      return this == REVOKED || this == REMOVED;
    }
  }

  Revision {
    todo = List.copyOf(todo);
    open = List.copyOf(open);
    done = List.copyOf(done);
    spent = List.copyOf(spent);
  }

  static Revision intended(RevisionIntended event) {
    return new Revision(
        event.revision(),
        Stage.INTENDED,
        Optional.empty(),
        Optional.empty(),
        event.jobs(),
        List.of(),
        List.of(),
        List.of(),
        event.assets(),
        0,
        event.at(),
        Optional.empty());
  }

  /** Its jobs take slots, or will. */
  @JsonIgnore
  boolean isBusy() {
    return !todo.isEmpty() || !open.isEmpty();
  }

  Optional<OpenJob> open(int job) {
    return open.stream().filter(it -> it.job() == job).findFirst();
  }

  Revision created(String itsId, String itsArn) {
    return with(
        it -> {
          it.stage = Stage.FILLING;
          it.id = Optional.of(itsId);
          it.arn = Optional.of(itsArn);
        });
  }

  Revision in(Stage next) {
    boolean closed = next != Stage.INTENDED && next != Stage.FILLING;
    return with(
        it -> {
          it.stage = next;
          if (closed) {
            it.todo = List.of();
            it.open = List.of();
            it.done = List.of();
            it.spent = List.of();
          }
        });
  }

  Revision with(JobIntended event) {
    var before = open(event.job());
    // Its work was thought to be done, and some of its assets are missing.
    boolean again = done.contains(event.job());
    int failures = before.map(OpenJob::failures).orElse(0);
    var job =
        new OpenJob(
            event.job(),
            event.assets(),
            event.attempt(),
            Optional.empty(),
            Optional.empty(),
            failures);
    return with(
        it -> {
          it.todo = todo.stream().filter(one -> one.job() != event.job()).toList();
          it.open = replaced(Optional.of(job), event.job());
          it.done = done.stream().filter(one -> one != event.job()).toList();
          it.recounts = again ? recounts + 1 : recounts;
        });
  }

  Revision with(JobCreated event) {
    var job =
        open(event.job())
            .map(
                it ->
                    new OpenJob(
                        it.job(),
                        it.assets(),
                        event.attempt(),
                        Optional.of(event.jobId()),
                        Optional.empty(),
                        it.failures()));
    return opened(replaced(job, event.job()), done, spent, endedAt);
  }

  Revision with(JobEnded event) {
    var ended = Optional.of(event.at());
    if (event.how() == JobEnd.COMPLETED) {
      return opened(replaced(Optional.empty(), event.job()), plus(done, event.job()), spent, ended);
    }
    int failed = event.how() == JobEnd.ERROR ? 1 : 0;
    var job =
        open(event.job())
            .map(
                it ->
                    new OpenJob(
                        it.job(),
                        it.assets(),
                        it.attempt(),
                        Optional.empty(),
                        ended,
                        it.failures() + failed));
    return opened(
        replaced(job, event.job()),
        done,
        event.jobId().map(itsId -> plus(spent, itsId)).orElse(spent),
        ended);
  }

  /** The plan was cut again: nothing of it is open at that moment. */
  Revision with(KeptRevision kept) {
    return with(
        it -> {
          it.todo = kept.jobs();
          it.open = List.of();
          it.assets = kept.assets();
        });
  }

  private Revision opened(
      List<OpenJob> nowOpen, List<Integer> nowDone, List<String> nowSpent, Optional<Instant> last) {
    return with(
        it -> {
          it.open = nowOpen;
          it.done = nowDone;
          it.spent = nowSpent;
          it.endedAt = last;
        });
  }

  private List<OpenJob> replaced(Optional<OpenJob> by, int job) {
    var all = new ArrayList<>(open.stream().filter(it -> it.job() != job).toList());
    by.ifPresent(all::add);
    return all;
  }

  private static <T> List<T> plus(List<T> list, T one) {
    var all = new ArrayList<>(list);
    all.add(one);
    return all;
  }

  private Revision with(Consumer<Draft> change) {
    var draft = new Draft(this);
    change.accept(draft);
    return draft.done();
  }

  /** A copy that is being changed. */
  private static final class Draft {
    private long number;
    private Stage stage;
    private Optional<String> id;
    private Optional<String> arn;
    private List<PlannedJob> todo;
    private List<OpenJob> open;
    private List<Integer> done;
    private List<String> spent;
    private long assets;
    private int recounts;
    private Instant intendedAt;
    private Optional<Instant> endedAt;

    private Draft(Revision from) {
      number = from.number;
      stage = from.stage;
      id = from.id;
      arn = from.arn;
      todo = from.todo;
      open = from.open;
      done = from.done;
      spent = from.spent;
      assets = from.assets;
      recounts = from.recounts;
      intendedAt = from.intendedAt;
      endedAt = from.endedAt;
    }

    private Revision done() {
      return new Revision(
          number, stage, id, arn, todo, open, done, spent, assets, recounts, intendedAt, endedAt);
    }
  }
}
