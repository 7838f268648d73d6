package io.bindery.exchange.publication;

import io.bindery.exchange.slots.JobPlace;
import java.util.List;

/** Something that a publication does to the world outside. Steps of one key never overlap. */
sealed interface Step {
  <T> T fold(Cases<T> cases);

  /** What is to be told of each kind of step. */
  interface Cases<T> {
    T on(Prepare step);

    T on(AskTurn step);

    T on(ReadRevision step);

    T on(CreateRevision step);

    T on(FindRevision step);

    T on(CreateJob step);

    T on(FindJobs step);

    T on(TakeSlots step);

    T on(StartJob step);

    T on(LookAtJobs step);

    T on(LookAtJob step);

    T on(CancelJob step);

    T on(CutAgain step);

    T on(Count step);

    T on(Compare step);

    T on(Finalize step);

    T on(StartChangeSet step);

    T on(LookAtChangeSet step);

    T on(TellSubscribers step);

    T on(Revoke step);

    T on(Remove step);
  }

  /** Names it among the steps of its publication. */
  default String key() {
    return toString();
  }

  /** Whether it may create something that is only found again by looking for it. */
  default boolean creates() {
    return false;
  }

  /** Reads the manifest and makes the plan. */
  record Prepare() implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Asks for the turn of the data set, and whether the same content is public. */
  record AskTurn() implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Reads what the plan says of a revision. */
  record ReadRevision(long revision) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  record CreateRevision(long revision) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }

    @Override
    public boolean creates() {
      return true;
    }
  }

  /** Looks for a revision that may have been created. */
  record FindRevision(long revision) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Creates a job.
   *
   * @param missing whether only for what is not there yet
   */
  record CreateJob(JobPlace place, int attempt, boolean missing) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }

    @Override
    public boolean creates() {
      return true;
    }
  }

  /** Looks for jobs that may have been created. */
  record FindJobs(long revision, List<JobPlace> places) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }

    @Override
    public String key() {
      return "FindJobs " + revision;
    }
  }

  /** Takes slots for jobs. */
  record TakeSlots(List<JobPlace> places) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }

    static final String KEY = "TakeSlots";

    @Override
    public String key() {
      return KEY;
    }
  }

  record StartJob(JobPlace place, String id) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Looks how jobs of a revision are.
   *
   * @param ids those that matter
   */
  record LookAtJobs(long revision, List<String> ids) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }

    static String key(long revision) {
      return "LookAtJobs " + revision;
    }

    @Override
    public String key() {
      return key(revision);
    }
  }

  /** Looks how a job is that lists do not show. */
  record LookAtJob(JobPlace place, String id) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Cancels a job that has not begun. */
  record CancelJob(JobPlace place, String id) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Cuts again what is not made yet. */
  record CutAgain() implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Compares the assets of a revision with the plan. */
  record Count(long revision) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Compares the objects of a revision with the plan. */
  record Compare(long revision) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  record Finalize(long revision) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  record StartChangeSet(int set, int attempt) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  record LookAtChangeSet(int set, int attempt) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  record TellSubscribers() implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  record Revoke(long revision) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  record Remove(long revision) implements Step {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
