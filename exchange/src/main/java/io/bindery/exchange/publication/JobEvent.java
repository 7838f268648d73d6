package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/** What happened to a job that fills a revision. */
public sealed interface JobEvent extends PublicationEvent {
  /**
   * A job is about to be created.
   *
   * @param job its number in its revision, from 0
   * @param attempt counted from 1; a later one imports only what is missing
   * @param assets of the job as planned
   */
  record JobIntended(long revision, int job, int attempt, int assets, Instant at)
      implements JobEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Data Exchange has the job; it is not started before it has a slot. */
  record JobCreated(long revision, int job, int attempt, String jobId, Instant at)
      implements JobEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * A job has ended, whichever way; its slot is free.
   *
   * @param jobId absent if there was nothing left to create one for
   * @param how it ended
   * @param assets of the job as planned
   * @param code of what kind the error is, as Data Exchange names it
   * @param error what went wrong, as a sentence
   */
  record JobEnded(
      long revision,
      int job,
      int attempt,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> jobId,
      JobEnd how,
      int assets,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> code,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> error,
      Instant at)
      implements JobEvent {
    @JsonCreator
    public JobEnded {
      jobId = jobId == null ? Optional.empty() : jobId;
      code = code == null ? Optional.empty() : code;
      error = error == null ? Optional.empty() : error;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
