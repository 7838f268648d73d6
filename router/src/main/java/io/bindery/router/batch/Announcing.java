package io.bindery.router.batch;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.bindery.router.announce.Announcers;
import io.bindery.router.batch.OwnCommand.AnnounceAgain;
import io.bindery.router.batch.OwnCommand.AnnounceConfirmed;
import io.bindery.router.batch.OwnCommand.AnnounceFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;

/**
 * Has the closed batches of one batch actor announced: what is due goes out, answers come back to
 * the actor as commands, failures are tried again after a pause. What goes where is {@link
 * AnnouncementPlan}'s to say, what is under way {@link Outbox}'s.
 */
final class Announcing {
  /** An answer that comes while the actor restarts may be lost, if very much else comes then. */
  static final Duration ANSWER_PATIENCE = Duration.ofSeconds(60);

  private final ActorContext<BatchCommand> context;
  private final TimerScheduler<BatchCommand> timers;
  private final Announcers announcers;
  private final Outbox outbox;

  Announcing(
      ActorContext<BatchCommand> context, TimerScheduler<BatchCommand> timers, BatchParts parts) {
    this.context = context;
    this.timers = timers;
    this.announcers = parts.announcers();
    this.outbox = new Outbox(announcers, parts.settings());
  }

  /** The events with where each batch that they close is announced. */
  List<BatchEvent> planned(List<BatchEvent> events) {
    return AnnouncementPlan.planned(events, announcers.wanted());
  }

  /** What is to be noted of targets that are configured no more. */
  List<BatchEvent> revised(BatchState state, Instant now) {
    return AnnouncementPlan.revised(state, announcers.targets(), announcers.wanted(), now);
  }

  /** Announces what is due and not under way; may be called at any time. */
  void announceDue(BatchState state) {
    outbox.takeDue(state).forEach(due -> announce(state, due));
  }

  private void announce(BatchState state, Outbox.Due due) {
    var target = due.target();
    var batchId = due.batch().batchId();
    context.pipeToSelf(
        outbox.announce(state.key().orElseThrow(), due),
        (eventId, failure) ->
            failure == null
                ? new AnnounceConfirmed(target, batchId, eventId)
                : new AnnounceFailed(target, batchId, reason(failure)));
  }

  /** What is to be noted of a confirmation. */
  List<BatchEvent> confirmed(BatchState state, AnnounceConfirmed confirmed, Instant now) {
    timers.cancel(confirmed.target());
    outbox.confirmed(confirmed);
    return AnnouncementPlan.confirmed(
        state, confirmed.target(), confirmed.batchId(), confirmed.eventId(), now);
  }

  /** The journal knows of the confirmation. */
  void noted(AnnounceConfirmed confirmed) {
    outbox.noted(confirmed.target(), confirmed.batchId());
  }

  /** It comes again after a pause. */
  void failed(AnnounceFailed failed) {
    timers.cancel(failed.target());
    outbox
        .failed(failed.target(), failed.batchId())
        .ifPresent(
            pause -> {
              BatchLog.announceFailed(failed.target(), failed.batchId(), failed.reason(), pause);
              timers.startSingleTimer(new AnnounceAgain(failed.target()), pause);
            });
  }

  void pauseOver(AnnounceAgain again) {
    outbox.pauseOver(again.target());
  }

  /**
   * The actor was restarted, as the journal had failed. What the bus has confirmed and the journal
   * did not take is not announced again, but noted; what is under way is waited for.
   */
  void restarted() {
    outbox.restarted().forEach(confirmation -> context.getSelf().tell(confirmation));
    outbox
        .unanswered("no answer came while the journal failed")
        .forEach(lost -> timers.startSingleTimer(lost.target(), lost, ANSWER_PATIENCE));
  }

  /** Whether an announcement is under way, or confirmed and not noted. */
  boolean isUnderWay() {
    return outbox.isBusy();
  }

  private static String reason(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause().toString()
        : failure.toString();
  }
}
