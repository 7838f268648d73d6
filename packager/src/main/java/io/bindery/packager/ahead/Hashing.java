package io.bindery.packager.ahead;

import io.bindery.packager.content.HashingJob;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.protocol.description.SourceFolder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The objects that are being hashed, and the few that are next. For one thread. */
final class Hashing {
  /** An object that fails as often is left to its package. */
  private static final int MOST_TRIES = 3;

  /** Of less than so many bytes, the request takes more time than the hash. */
  private static final long SMALL = 1 << 20;

  /** So many small objects take the place of one that is not. */
  private static final int SMALL_IN_PLACE = 8;

  /** In places of small objects. */
  private final int parallel;

  private int occupied;
  private final Deque<Task> next = new ArrayDeque<>();
  private final Map<ObjectVersion, Run> running = new HashMap<>();

  /**
   * An object that is to be hashed.
   *
   * @param attempt counted from 1
   */
  record Task(SourceFolder folder, ObjectVersion object, int attempt) {}

  /** The hashing of one object. */
  static final class Run implements HashingJob {
    private final Task task;
    private volatile boolean cancelled;

    private Run(Task task) {
      this.task = task;
    }

    Task task() {
      return task;
    }

    @Override
    public void hashed(long bytes) {
      // It counts when its hash is kept.
    }

    @Override
    public boolean isCancelled() {
      return cancelled;
    }
  }

  /**
   * @param parallel how many objects of {@value #SMALL} bytes and more are hashed at once
   */
  Hashing(int parallel) {
    this.parallel = parallel * SMALL_IN_PLACE;
  }

  private static int places(Task task) {
    return task.object().size() < SMALL ? 1 : SMALL_IN_PLACE;
  }

  /** Whether more objects can be made use of soon. */
  boolean hasRoom() {
    return next.size() < parallel;
  }

  boolean isIdle() {
    return next.isEmpty() && running.isEmpty();
  }

  /** Adds an object, unless it is there already: its notice came twice. */
  void add(Task task) {
    if (!running.containsKey(task.object())
        && next.stream().noneMatch(other -> other.object().equals(task.object()))) {
      next.add(task);
    }
  }

  /** What is to be begun now. */
  List<Run> begin() {
    var begun = new ArrayList<Run>();
    while (!next.isEmpty() && occupied + places(next.peek()) <= parallel) {
      var run = new Run(next.remove());
      running.put(run.task().object(), run);
      occupied += places(run.task());
      begun.add(run);
    }
    return begun;
  }

  /** Takes note of an end, and tells whether it had been cancelled. */
  boolean ended(Task task) {
    var run = running.remove(task.object());
    if (run != null) {
      occupied -= places(run.task());
    }
    return run == null || run.isCancelled();
  }

  /** Puts an object in front again, unless it was tried too often. */
  boolean again(Task task) {
    if (task.attempt() == MOST_TRIES) {
      return false;
    }
    next.addFirst(new Task(task.folder(), task.object(), task.attempt() + 1));
    return true;
  }

  /** Drops what is next of a folder, and tells how many objects these were. */
  int drop(SourceFolder folder) {
    int before = next.size();
    next.removeIf(task -> task.folder().equals(folder));
    return before - next.size();
  }

  /** Cancels and drops objects, and tells how many. */
  int cancel(Predicate<ObjectVersion> which) {
    int before = next.size();
    next.removeIf(task -> which.test(task.object()));
    int cancelled = before - next.size();
    for (var run : running.values()) {
      if (!run.cancelled && which.test(run.task().object())) {
        run.cancelled = true;
        cancelled++;
      }
    }
    return cancelled;
  }
}
