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
  @JsonSubTypes.Type(value = RevisionEvent.RevisionIntended.class, name = "revision-intended"),
  @JsonSubTypes.Type(value = RevisionEvent.RevisionCreated.class, name = "revision-created"),
  @JsonSubTypes.Type(value = JobEvent.JobIntended.class, name = "job-intended"),
  @JsonSubTypes.Type(value = JobEvent.JobCreated.class, name = "job-created"),
  @JsonSubTypes.Type(value = JobEvent.JobEnded.class, name = "job-ended"),
  @JsonSubTypes.Type(value = PublicationEvent.QuotaMet.class, name = "quota-met"),
  @JsonSubTypes.Type(value = PublicationEvent.Recut.class, name = "recut"),
  @JsonSubTypes.Type(value = RevisionEvent.RevisionFilled.class, name = "revision-filled"),
  @JsonSubTypes.Type(value = PublicationEvent.FinalizingStarted.class, name = "finalizing-started"),
  @JsonSubTypes.Type(value = RevisionEvent.RevisionFinalized.class, name = "revision-finalized"),
  @JsonSubTypes.Type(value = ChangeSetEvent.ChangeSetIntended.class, name = "change-set-intended"),
  @JsonSubTypes.Type(value = ChangeSetEvent.ChangeSetStarted.class, name = "change-set-started"),
  @JsonSubTypes.Type(value = ChangeSetEvent.ChangeSetEnded.class, name = "change-set-ended"),
  @JsonSubTypes.Type(value = PublicationEvent.SubscribersTold.class, name = "subscribers-told"),
  @JsonSubTypes.Type(value = PublicationEvent.Held.class, name = "held"),
  @JsonSubTypes.Type(value = OrderEvent.CancelOrdered.class, name = "cancel-ordered"),
  @JsonSubTypes.Type(value = OrderEvent.GoOnOrdered.class, name = "go-on-ordered"),
  @JsonSubTypes.Type(value = OrderEvent.RevokeOrdered.class, name = "revoke-ordered"),
  @JsonSubTypes.Type(value = PublicationEvent.GivenUp.class, name = "given-up"),
  @JsonSubTypes.Type(value = RevisionEvent.RevisionRevoked.class, name = "revision-revoked"),
  @JsonSubTypes.Type(value = RevisionEvent.RevisionRemoved.class, name = "revision-removed"),
  @JsonSubTypes.Type(value = Ending.Published.class, name = "published"),
  @JsonSubTypes.Type(value = Ending.Unchanged.class, name = "unchanged"),
  @JsonSubTypes.Type(value = Ending.Refused.class, name = "refused"),
  @JsonSubTypes.Type(value = Ending.Failed.class, name = "failed"),
  @JsonSubTypes.Type(value = Ending.Cancelled.class, name = "cancelled"),
  @JsonSubTypes.Type(value = Ending.Revoked.class, name = "revoked")
})
public sealed interface PublicationEvent extends CborSerializable
    permits PublicationEvent.Received,
        PublicationEvent.PreparationStarted,
        PublicationEvent.Prepared,
        PublicationEvent.TurnTaken,
        PublicationEvent.QuotaMet,
        PublicationEvent.Recut,
        PublicationEvent.FinalizingStarted,
        PublicationEvent.SubscribersTold,
        PublicationEvent.Held,
        PublicationEvent.GivenUp,
        RevisionEvent,
        JobEvent,
        ChangeSetEvent,
        OrderEvent,
        Ending {
  Instant at();

  /** What it is, case by case: whoever forgets a kind of event does not compile. */
  <T> T fold(Cases<T> cases);

  /** One answer for each kind of event. */
  interface Cases<T> {
    T on(Received event);

    T on(PreparationStarted event);

    T on(Prepared event);

    T on(TurnTaken event);

    T on(RevisionEvent.RevisionIntended event);

    T on(RevisionEvent.RevisionCreated event);

    T on(JobEvent.JobIntended event);

    T on(JobEvent.JobCreated event);

    T on(JobEvent.JobEnded event);

    T on(QuotaMet event);

    T on(Recut event);

    T on(RevisionEvent.RevisionFilled event);

    T on(FinalizingStarted event);

    T on(RevisionEvent.RevisionFinalized event);

    T on(ChangeSetEvent.ChangeSetIntended event);

    T on(ChangeSetEvent.ChangeSetStarted event);

    T on(ChangeSetEvent.ChangeSetEnded event);

    T on(SubscribersTold event);

    T on(Held event);

    T on(OrderEvent.CancelOrdered event);

    T on(OrderEvent.GoOnOrdered event);

    T on(OrderEvent.RevokeOrdered event);

    T on(GivenUp event);

    T on(RevisionEvent.RevisionRevoked event);

    T on(RevisionEvent.RevisionRemoved event);

    T on(Ending.Published event);

    T on(Ending.Unchanged event);

    T on(Ending.Refused event);

    T on(Ending.Failed event);

    T on(Ending.Cancelled event);

    T on(Ending.Revoked event);
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

  /** All revisions are filled: from now on they become public, one after the other. */
  record FinalizingStarted(Instant at) implements PublicationEvent {
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
}
