package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Instant;
import java.util.List;

/** What happened to a revision of a publication. */
public sealed interface RevisionEvent extends PublicationEvent {
  /**
   * A revision is about to be created.
   *
   * @param revision its number in the plan, from 0
   * @param jobs those that fill it
   */
  record RevisionIntended(long revision, List<PlannedJob> jobs, long assets, long bytes, Instant at)
      implements RevisionEvent {
    @JsonCreator
    public RevisionIntended {
      jobs = jobs == null ? List.of() : List.copyOf(jobs);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Data Exchange has the revision.
   *
   * @param id which Data Exchange gave
   */
  record RevisionCreated(long revision, String id, String arn, Instant at)
      implements RevisionEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Every asset of the revision is there, and was counted. */
  record RevisionFilled(long revision, Instant at) implements RevisionEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The revision is final, and cannot be changed any more. */
  record RevisionFinalized(long revision, Instant at) implements RevisionEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The revision is public no longer. */
  record RevisionRevoked(long revision, Instant at) implements RevisionEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The revision, which was never final, is deleted. */
  record RevisionRemoved(long revision, Instant at) implements RevisionEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
