package io.bindery.exchange.publication;

import io.bindery.exchange.publication.ChangeSetEvent.*;
import io.bindery.exchange.publication.Ending.*;
import io.bindery.exchange.publication.JobEvent.*;
import io.bindery.exchange.publication.OrderEvent.*;
import io.bindery.exchange.publication.PublicationEvent.*;
import io.bindery.exchange.publication.Publishing.AddedSet;
import io.bindery.exchange.publication.Publishing.Aim;
import io.bindery.exchange.publication.Publishing.Reason;
import io.bindery.exchange.publication.Revision.Stage;
import io.bindery.exchange.publication.RevisionEvent.*;
import java.util.Optional;

/** What an event makes of what is known of a publication. */
record StateChange(Publishing state) implements PublicationEvent.Cases<Publishing> {
  @Override
  public Publishing on(Received event) {
    return state.with(
        new Publishing.Request(
            event.manifest(), event.again(), event.by(), event.span(), event.at()));
  }

  @Override
  public Publishing on(PreparationStarted event) {
    return state.in(PublicationState.PREPARING);
  }

  @Override
  public Publishing on(Prepared event) {
    return state.with(Planned.of(event)).in(PublicationState.QUEUED);
  }

  @Override
  public Publishing on(TurnTaken event) {
    return state.in(PublicationState.IMPORTING);
  }

  @Override
  public Publishing on(RevisionIntended event) {
    return state.plus(Revision.intended(event));
  }

  @Override
  public Publishing on(RevisionCreated event) {
    return state.withRevision(event.revision(), it -> it.created(event.id(), event.arn()));
  }

  @Override
  public Publishing on(JobIntended event) {
    return state.withRevision(event.revision(), it -> it.with(event));
  }

  @Override
  public Publishing on(JobCreated event) {
    return state.withRevision(event.revision(), it -> it.with(event));
  }

  @Override
  public Publishing on(JobEnded event) {
    return state.withRevision(event.revision(), it -> it.with(event));
  }

  @Override
  public Publishing on(QuotaMet event) {
    return state.with(event.limit(), event.value());
  }

  @Override
  public Publishing on(Recut event) {
    var cut = state.with(state.plan().orElseThrow().with(event)).recut();
    for (var kept : event.kept()) {
      cut = cut.withRevision(kept.revision(), it -> it.with(kept));
    }
    return cut;
  }

  @Override
  public Publishing on(RevisionFilled event) {
    return state.withRevision(event.revision(), it -> it.in(Stage.FILLED));
  }

  @Override
  public Publishing on(FinalizingStarted event) {
    return state.in(PublicationState.FINALIZING);
  }

  @Override
  public Publishing on(RevisionFinalized event) {
    return state.withRevision(event.revision(), it -> it.in(Stage.FINAL)).finalAt(event.at());
  }

  @Override
  public Publishing on(ChangeSetIntended event) {
    return state
        .with(
            new AddedSet(
                event.set(),
                event.attempt(),
                event.first(),
                event.last(),
                Optional.empty(),
                false,
                false))
        .in(PublicationState.PUBLISHING);
  }

  @Override
  public Publishing on(ChangeSetStarted event) {
    var set = state.changeSet().orElseThrow();
    return state.with(
        new AddedSet(
            set.set(),
            set.attempt(),
            set.first(),
            set.last(),
            Optional.of(event.id()),
            false,
            false));
  }

  @Override
  public Publishing on(ChangeSetEnded event) {
    var set = state.changeSet().orElseThrow();
    boolean failed = event.error().isPresent();
    return state.with(
        new AddedSet(set.set(), set.attempt(), set.first(), set.last(), set.id(), !failed, failed));
  }

  @Override
  public Publishing on(SubscribersTold event) {
    return state.toldThem();
  }

  @Override
  public Publishing on(Held event) {
    return state
        .heldBy(Optional.of(new Reason(event.code(), event.reason())))
        .in(PublicationState.HELD);
  }

  @Override
  public Publishing on(CancelOrdered event) {
    return state.with(Aim.CANCEL, Optional.empty(), Optional.empty()).in(PublicationState.REMOVING);
  }

  @Override
  public Publishing on(GoOnOrdered event) {
    return state.heldBy(Optional.empty()).in(working());
  }

  /** Where it was before it stopped: that follows from how far it is. */
  private PublicationState working() {
    if (state.aim() == Aim.REVOKE) {
      return PublicationState.REVOKING;
    }
    if (state.aim() != Aim.PUBLISH) {
      return PublicationState.REMOVING;
    }
    if (state.changeSet().isPresent()) {
      return PublicationState.PUBLISHING;
    }
    return state.all(Stage.FILLED) ? PublicationState.FINALIZING : PublicationState.IMPORTING;
  }

  @Override
  public Publishing on(RevokeOrdered event) {
    return state
        .with(Aim.REVOKE, Optional.empty(), Optional.of(event.comment()))
        .in(PublicationState.REVOKING);
  }

  @Override
  public Publishing on(GivenUp event) {
    return state
        .with(Aim.GIVE_UP, Optional.of(new Reason(event.code(), event.reason())), Optional.empty())
        .in(PublicationState.REMOVING);
  }

  @Override
  public Publishing on(RevisionRevoked event) {
    return state.withRevision(event.revision(), it -> it.in(Stage.REVOKED));
  }

  @Override
  public Publishing on(RevisionRemoved event) {
    return state.withRevision(event.revision(), it -> it.in(Stage.REMOVED));
  }

  @Override
  public Publishing on(Published event) {
    return state.in(event.end());
  }

  @Override
  public Publishing on(Unchanged event) {
    return state.in(event.end());
  }

  @Override
  public Publishing on(Refused event) {
    return state.in(event.end());
  }

  @Override
  public Publishing on(Failed event) {
    return state.in(event.end());
  }

  @Override
  public Publishing on(Cancelled event) {
    return state.in(event.end());
  }

  @Override
  public Publishing on(Revoked event) {
    return state.in(event.end());
  }
}
