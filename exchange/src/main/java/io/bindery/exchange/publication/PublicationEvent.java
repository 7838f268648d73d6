package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.platform.serialization.CborSerializable;
import io.bindery.platform.tracing.OpenSpan;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What happened to a publication. The names are in the journal for ever. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
  @JsonSubTypes.Type(value = PublicationEvent.Received.class, name = "received"),
  @JsonSubTypes.Type(
      value = PublicationEvent.PreparationStarted.class,
      name = "preparation-started"),
  @JsonSubTypes.Type(value = PublicationEvent.Prepared.class, name = "prepared"),
  @JsonSubTypes.Type(value = PublicationEvent.TurnTaken.class, name = "turn-taken"),
  @JsonSubTypes.Type(value = PublicationEvent.RevisionIntended.class, name = "revision-intended"),
  @JsonSubTypes.Type(value = PublicationEvent.RevisionCreated.class, name = "revision-created"),
  @JsonSubTypes.Type(value = PublicationEvent.JobIntended.class, name = "job-intended"),
  @JsonSubTypes.Type(value = PublicationEvent.JobCreated.class, name = "job-created"),
  @JsonSubTypes.Type(value = PublicationEvent.JobEnded.class, name = "job-ended"),
  @JsonSubTypes.Type(value = PublicationEvent.QuotaMet.class, name = "quota-met"),
  @JsonSubTypes.Type(value = PublicationEvent.Recut.class, name = "recut"),
  @JsonSubTypes.Type(value = PublicationEvent.RevisionFilled.class, name = "revision-filled"),
  @JsonSubTypes.Type(value = PublicationEvent.FinalizingStarted.class, name = "finalizing-started"),
  @JsonSubTypes.Type(value = PublicationEvent.RevisionFinalized.class, name = "revision-finalized"),
  @JsonSubTypes.Type(
      value = PublicationEvent.ChangeSetIntended.class,
      name = "change-set-intended"),
  @JsonSubTypes.Type(value = PublicationEvent.ChangeSetStarted.class, name = "change-set-started"),
  @JsonSubTypes.Type(value = PublicationEvent.ChangeSetEnded.class, name = "change-set-ended"),
  @JsonSubTypes.Type(value = PublicationEvent.SubscribersTold.class, name = "subscribers-told"),
  @JsonSubTypes.Type(value = PublicationEvent.Held.class, name = "held"),
  @JsonSubTypes.Type(value = PublicationEvent.CancelOrdered.class, name = "cancel-ordered"),
  @JsonSubTypes.Type(value = PublicationEvent.GoOnOrdered.class, name = "go-on-ordered"),
  @JsonSubTypes.Type(value = PublicationEvent.RevokeOrdered.class, name = "revoke-ordered"),
  @JsonSubTypes.Type(value = PublicationEvent.GivenUp.class, name = "given-up"),
  @JsonSubTypes.Type(value = PublicationEvent.RevisionRevoked.class, name = "revision-revoked"),
  @JsonSubTypes.Type(value = PublicationEvent.RevisionRemoved.class, name = "revision-removed"),
  @JsonSubTypes.Type(value = PublicationEvent.Published.class, name = "published"),
  @JsonSubTypes.Type(value = PublicationEvent.Unchanged.class, name = "unchanged"),
  @JsonSubTypes.Type(value = PublicationEvent.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = PublicationEvent.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = PublicationEvent.Cancelled.class, name = "cancelled"),
  @JsonSubTypes.Type(value = PublicationEvent.Revoked.class, name = "revoked")
})
public sealed interface PublicationEvent extends CborSerializable {
  Instant at();

  /** What it is, case by case: whoever forgets a kind of event does not compile. */
  <T> T fold(Cases<T> cases);

  /** One answer for each kind of event. */
  interface Cases<T> {
    T on(Received event);

    T on(PreparationStarted event);

    T on(Prepared event);

    T on(TurnTaken event);

    T on(RevisionIntended event);

    T on(RevisionCreated event);

    T on(JobIntended event);

    T on(JobCreated event);

    T on(JobEnded event);

    T on(QuotaMet event);

    T on(Recut event);

    T on(RevisionFilled event);

    T on(FinalizingStarted event);

    T on(RevisionFinalized event);

    T on(ChangeSetIntended event);

    T on(ChangeSetStarted event);

    T on(ChangeSetEnded event);

    T on(SubscribersTold event);

    T on(Held event);

    T on(CancelOrdered event);

    T on(GoOnOrdered event);

    T on(RevokeOrdered event);

    T on(GivenUp event);

    T on(RevisionRevoked event);

    T on(RevisionRemoved event);

    T on(Published event);

    T on(Unchanged event);

    T on(Refused event);

    T on(Failed event);

    T on(Cancelled event);

    T on(Revoked event);
  }

  /** The publication is over; only a revocation may follow. */
  sealed interface Ending extends PublicationEvent {
    /** What the publication is now. */
    PublicationState end();
  }

  /**
   * A job as the plan has it.
   *
   * @param job its number in its revision, from 0
   */
  record PlannedJob(int job, int assets) {}

  /**
   * A revision that exists while the plan is cut again.
   *
   * @param jobs that are still to be done; those that are done stay
   * @param assets of the revision, with those of jobs that are done
   */
  record KeptRevision(long revision, List<PlannedJob> jobs, long assets, long bytes) {
    public KeptRevision {
      jobs = jobs == null ? List.of() : List.copyOf(jobs);
    }
  }

  /**
   * The publication is known, and nothing of it was read yet.
   *
   * @param manifest where its manifest is
   * @param again whether it is published even if the same content is public already
   * @param by who ordered it; absent if a notice of S3 did
   * @param span of the publication
   */
  record Received(
      ManifestRef manifest,
      boolean again,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<OpenSpan> span,
      Instant at)
      implements PublicationEvent {
    @JsonCreator
    public Received {
      by = by == null ? Optional.empty() : by;
      span = span == null ? Optional.empty() : span;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Its manifest is being read. */
  record PreparationStarted(Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The plan is in the database; the publication waits for the turn of its data set.
   *
   * @param plan the number of the plan that counts
   * @param mode as {@link io.bindery.exchange.manifest.Mode#word} says it
   * @param digest of the content
   * @param notices what whoever publishes should know
   * @param source the package revision whose entries are the assets, as a URI; absent for a list of
   *     assets
   */
  record Prepared(
      int plan,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> productId,
      String dataSetId,
      String mode,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> comment,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> tags,
      long assets,
      long bytes,
      long revisions,
      long jobs,
      String digest,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> notices,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> source,
      Instant at)
      implements PublicationEvent {
    @JsonCreator
    public Prepared {
      productId = productId == null ? Optional.empty() : productId;
      comment = comment == null ? Optional.empty() : comment;
      tags = tags == null ? Map.of() : Map.copyOf(tags);
      notices = notices == null ? List.of() : List.copyOf(notices);
      source = source == null ? Optional.empty() : source;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** No other publication creates anything in the data set until this one ends. */
  record TurnTaken(Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * A revision is about to be created.
   *
   * @param revision its number in the plan, from 0
   * @param jobs those that fill it
   */
  record RevisionIntended(long revision, List<PlannedJob> jobs, long assets, long bytes, Instant at)
      implements PublicationEvent {
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
      implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * A job is about to be created.
   *
   * @param job its number in its revision, from 0
   * @param attempt counted from 1; a later one imports only what is missing
   * @param assets of the job as planned
   */
  record JobIntended(long revision, int job, int attempt, int assets, Instant at)
      implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Data Exchange has the job; it is not started before it has a slot. */
  record JobCreated(long revision, int job, int attempt, String jobId, Instant at)
      implements PublicationEvent {
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
      implements PublicationEvent {
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

  /**
   * Data Exchange allows less than was thought; what is not made yet is cut again.
   *
   * @param limit as Data Exchange names it
   * @param value of it
   */
  record QuotaMet(QuotaName limit, long value, Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * What was not made yet was cut again; what is made stays.
   *
   * @param plan the number of the plan that counts from now on
   * @param revisions how many there are now
   * @param jobs how many there are now
   * @param kept those revisions that exist, with the jobs that they still need
   */
  record Recut(int plan, long revisions, long jobs, List<KeptRevision> kept, Instant at)
      implements PublicationEvent {
    @JsonCreator
    public Recut {
      kept = kept == null ? List.of() : List.copyOf(kept);
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Every asset of the revision is there, and was counted. */
  record RevisionFilled(long revision, Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** All revisions are filled: from now on they become public, one after the other. */
  record FinalizingStarted(Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The revision is final, and cannot be changed any more. */
  record RevisionFinalized(long revision, Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Revisions are about to be added to their product.
   *
   * @param set its number, from 0
   * @param attempt counted from 1
   * @param first number of its first revision
   * @param last number of its last revision
   */
  record ChangeSetIntended(int set, int attempt, long first, long last, Instant at)
      implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The catalog has the change set. */
  record ChangeSetStarted(int set, int attempt, String id, Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * A change set has come to its end.
   *
   * @param error why it failed; absent if it is applied
   * @param again whether another attempt is made at once
   */
  record ChangeSetEnded(
      int set,
      int attempt,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> error,
      boolean again,
      Instant at)
      implements PublicationEvent {
    @JsonCreator
    public ChangeSetEnded {
      error = error == null ? Optional.empty() : error;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Subscribers of the data set were told.
   *
   * @param error why that was refused; the publication is none the worse for it
   */
  record SubscribersTold(
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> error, Instant at)
      implements PublicationEvent {
    @JsonCreator
    public SubscribersTold {
      error = error == null ? Optional.empty() : error;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The publication has stopped and waits for an order.
   *
   * @param code of what kind the reason is
   * @param reason what happened and what can be ordered, as sentences
   */
  record Held(ReasonCode code, String reason, Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Somebody ordered to end it; what was created is removed first. */
  record CancelOrdered(@JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by, Instant at)
      implements PublicationEvent {
    @JsonCreator
    public CancelOrdered {
      by = by == null ? Optional.empty() : by;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Somebody ordered to go on where it stopped. */
  record GoOnOrdered(@JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by, Instant at)
      implements PublicationEvent {
    @JsonCreator
    public GoOnOrdered {
      by = by == null ? Optional.empty() : by;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Somebody ordered to take back what is public; the rest is removed.
   *
   * @param comment that subscribers see
   */
  record RevokeOrdered(
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by, String comment, Instant at)
      implements PublicationEvent {
    @JsonCreator
    public RevokeOrdered {
      by = by == null ? Optional.empty() : by;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * It cannot be published, and nothing of it is public; what was created is removed first.
   *
   * @param code of what kind the reason is
   * @param reason as sentences
   */
  record GivenUp(ReasonCode code, String reason, Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The revision is public no longer. */
  record RevisionRevoked(long revision, Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The revision, which was never final, is deleted. */
  record RevisionRemoved(long revision, Instant at) implements PublicationEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * All of it is public.
   *
   * @param digest of the content
   */
  record Published(String dataSetId, String digest, Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.PUBLISHED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The same content is public already.
   *
   * @param earlier the publication that published it
   */
  record Unchanged(String earlier, Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.UNCHANGED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * It cannot be published as it is; nothing was created.
   *
   * @param reason the first thing that is wrong, and how many there are
   * @param problems how many there are; 0 if the manifest could not be read
   */
  record Refused(String reason, long problems, Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.REFUSED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * It was given up; nothing of it is public, and what was created is removed.
   *
   * @param code of what kind the reason is
   * @param reason as sentences
   */
  record Failed(ReasonCode code, String reason, Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.FAILED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** It was ended by an order; what was created is removed. */
  record Cancelled(Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.CANCELLED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** What was public was revoked by an order; what was not is removed. */
  record Revoked(Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.REVOKED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
