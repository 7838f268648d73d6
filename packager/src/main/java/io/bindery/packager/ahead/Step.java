package io.bindery.packager.ahead;

import io.bindery.packager.content.HashFinder;
import io.bindery.packager.content.ObjectVersion;
import io.bindery.platform.ahead.AheadMessage;
import java.util.List;
import java.util.Optional;

/**
 * What one who hashes ahead tells itself; it never leaves the node. Moments are those of {@link
 * System#nanoTime()}.
 */
sealed interface Step extends AheadMessage {
  /**
   * Objects were looked at.
   *
   * @param missing those that are to be hashed
   */
  record Looked(
      WaitingObjects.Page page,
      List<ObjectVersion> missing,
      Optional<Throwable> failure,
      long begunAt)
      implements Step {}

  /**
   * The hashing of an object has ended.
   *
   * @param found absent if it failed
   */
  record Hashed(Hashing.Task task, Optional<HashFinder.Found> found, Optional<Throwable> failure)
      implements Step {}

  /** Hashes were put into the cache, or were not. */
  record Saved(List<Unsaved.Entry> entries, Optional<Throwable> failure, long begunAt)
      implements Step {}

  /** What is due by time, and the end. */
  enum Tick implements Step {
    FOLLOW,
    SAVE,
    RESUME,
    END
  }
}
