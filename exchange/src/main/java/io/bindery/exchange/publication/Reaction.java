package io.bindery.exchange.publication;

import io.bindery.exchange.prepare.Preparation;
import io.bindery.exchange.publication.Ending.Refused;
import io.bindery.exchange.publication.Ending.Unchanged;
import io.bindery.exchange.publication.PublicationEvent.Prepared;
import io.bindery.exchange.publication.PublicationEvent.Recut;
import io.bindery.exchange.publication.PublicationEvent.SubscribersTold;
import io.bindery.exchange.publication.PublicationEvent.TurnTaken;
import io.bindery.exchange.publication.Publishing.Aim;
import io.bindery.exchange.publication.RevisionEvent.RevisionIntended;
import io.bindery.quilt.uri.PackageUri;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What follows from the result of a step, as events; a function of the state alone. */
record Reaction(ReactionContext of, Result result) implements Step.Cases<List<PublicationEvent>> {
  /**
   * The events to be journaled.
   *
   * @param id of the publication
   */
  static List<PublicationEvent> to(
      String id,
      Publishing state,
      Step step,
      Result result,
      PublicationSettings settings,
      Instant now) {
    if (state.state().hasEnded() || (state.aim() != Aim.PUBLISH && isOfPublishing(step))) {
      return List.of();
    }
    return step.fold(new Reaction(new ReactionContext(id, state, settings, now), result));
  }

  /** What nobody needs to know of a publication that is removed. */
  private static boolean isOfPublishing(Step step) {
    return step instanceof Step.ReadRevision
        || step instanceof Step.CutAgain
        || step instanceof Step.Count
        || step instanceof Step.Compare;
  }

  @Override
  public List<PublicationEvent> on(Step.Prepare step) {
    if (!(result instanceof Result.PreparationEnded ended) || of.state().plan().isPresent()) {
      return List.of();
    }
    if (ended.preparation() instanceof Preparation.Refused refused) {
      return List.of(new Refused(refused.reason(), refused.problems(), of.now()));
    }
    var plan = (Preparation.Prepared) ended.preparation();
    var summary = plan.summary();
    return List.of(
        new Prepared(
            plan.plan(),
            summary.productId(),
            summary.datasetId(),
            summary.mode().word(),
            summary.comment(),
            summary.tags(),
            summary.assets(),
            summary.bytes(),
            summary.revisions(),
            summary.jobs(),
            summary.digest(),
            summary.notices(),
            summary.source().map(PackageUri::toString),
            of.now()));
  }

  @Override
  public List<PublicationEvent> on(Step.AskTurn step) {
    if (!(result instanceof Result.Turn turn) || !turn.holder().equals(Optional.of(of.id()))) {
      return List.of();
    }
    var same = turn.same().filter(earlier -> !of.state().request().orElseThrow().again());
    return List.of(
        same.isPresent() ? new Unchanged(same.get(), of.now()) : new TurnTaken(of.now()));
  }

  @Override
  public List<PublicationEvent> on(Step.ReadRevision step) {
    return result instanceof Result.RevisionRead row
        ? List.of(
            new RevisionIntended(step.revision(), row.jobs(), row.assets(), row.bytes(), of.now()))
        : List.of();
  }

  @Override
  public List<PublicationEvent> on(Step.CreateRevision step) {
    return revisions().created(step.revision(), result);
  }

  @Override
  public List<PublicationEvent> on(Step.FindRevision step) {
    return revisions().created(step.revision(), result);
  }

  @Override
  public List<PublicationEvent> on(Step.CreateJob step) {
    return jobs().created(step, result);
  }

  @Override
  public List<PublicationEvent> on(Step.FindJobs step) {
    return jobs().found(result);
  }

  /** Which jobs have slots is not journaled by the publication: the rows of slots say it. */
  @Override
  public List<PublicationEvent> on(Step.TakeSlots step) {
    return List.of();
  }

  @Override
  public List<PublicationEvent> on(Step.StartJob step) {
    return jobs().started(step, result);
  }

  @Override
  public List<PublicationEvent> on(Step.LookAtJobs step) {
    return jobs().looked(step, result);
  }

  @Override
  public List<PublicationEvent> on(Step.LookAtJob step) {
    return jobs().looked(step, result);
  }

  @Override
  public List<PublicationEvent> on(Step.CancelJob step) {
    return jobs().cancelled(step, result);
  }

  @Override
  public List<PublicationEvent> on(Step.CutAgain step) {
    return result instanceof Result.CutDone cut
        ? List.of(new Recut(cut.plan(), cut.revisions(), cut.jobs(), cut.kept(), of.now()))
        : List.of();
  }

  @Override
  public List<PublicationEvent> on(Step.Count step) {
    return revisions().counted(step.revision(), result);
  }

  @Override
  public List<PublicationEvent> on(Step.Compare step) {
    return revisions().compared(result);
  }

  @Override
  public List<PublicationEvent> on(Step.Finalize step) {
    return revisions().finalized(step.revision(), result);
  }

  @Override
  public List<PublicationEvent> on(Step.StartChangeSet step) {
    return new ChangeSetReaction(of).started(step, result);
  }

  @Override
  public List<PublicationEvent> on(Step.LookAtChangeSet step) {
    return new ChangeSetReaction(of).seen(step, result);
  }

  @Override
  public List<PublicationEvent> on(Step.TellSubscribers step) {
    if (result instanceof Result.Done) {
      return List.of(new SubscribersTold(Optional.empty(), of.now()));
    }
    return result instanceof Result.Failure failure && !ReactionContext.isOfMoment(failure.fault())
        ? List.of(
            new SubscribersTold(Optional.of(ReactionContext.cut(failure.fault().text())), of.now()))
        : List.of();
  }

  @Override
  public List<PublicationEvent> on(Step.Revoke step) {
    return revisions().revoked(step.revision(), result);
  }

  @Override
  public List<PublicationEvent> on(Step.Remove step) {
    return revisions().removed(step.revision(), result);
  }

  private RevisionReaction revisions() {
    return new RevisionReaction(of);
  }

  private JobReaction jobs() {
    return new JobReaction(of);
  }
}
