package io.bindery.exchange.publication;

import io.bindery.exchange.slots.JobPlace;
import java.util.List;

/** Something that a publication does to the world outside. Steps of one key never overlap. */
sealed interface Step {
  /** Names it among the steps of its publication. */
  default String key() {
    return toString();
  }

  /** Whether it may create something that is only found again by looking for it. */
  default boolean creates() {
    return false;
  }

  /** Reads the manifest and makes the plan. */
  record Prepare() implements Step {}

  /** Asks for the turn of the data set, and whether the same content is public. */
  record AskTurn() implements Step {}

  /** Reads what the plan says of a revision. */
  record ReadRevision(long revision) implements Step {}

  record CreateRevision(long revision) implements Step {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** Looks for a revision that may have been created. */
  record FindRevision(long revision) implements Step {}

  /**
   * Creates a job.
   *
   * @param missing whether only for what is not there yet
   */
  record CreateJob(JobPlace place, int attempt, boolean missing) implements Step {
    @Override
    public boolean creates() {
      return true;
    }
  }

  /** Looks for jobs that may have been created. */
  record FindJobs(long revision, List<JobPlace> places) implements Step {
    @Override
    public String key() {
      return "FindJobs " + revision;
    }
  }

  /** Takes slots for jobs. */
  record TakeSlots(List<JobPlace> places) implements Step {
    static final String KEY = "TakeSlots";

    @Override
    public String key() {
      return KEY;
    }
  }

  record StartJob(JobPlace place, String id) implements Step {}

  /**
   * Looks how jobs of a revision are.
   *
   * @param ids those that matter
   */
  record LookAtJobs(long revision, List<String> ids) implements Step {
    static String key(long revision) {
      return "LookAtJobs " + revision;
    }

    @Override
    public String key() {
      return key(revision);
    }
  }

  /** Looks how a job is that lists do not show. */
  record LookAtJob(JobPlace place, String id) implements Step {}

  /** Cancels a job that has not begun. */
  record CancelJob(JobPlace place, String id) implements Step {}

  /** Cuts again what is not made yet. */
  record CutAgain() implements Step {}

  /** Compares the assets of a revision with the plan. */
  record Count(long revision) implements Step {}

  /** Compares the objects of a revision with the plan. */
  record Compare(long revision) implements Step {}

  record Finalize(long revision) implements Step {}

  record StartChangeSet(int set, int attempt) implements Step {}

  record LookAtChangeSet(int set, int attempt) implements Step {}

  record TellSubscribers() implements Step {}

  record Revoke(long revision) implements Step {}

  record Remove(long revision) implements Step {}
}
