package io.bindery.router.batch;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.bindery.platform.bus.UnansweredException;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.look.Refusals;
import io.bindery.protocol.announcement.Announcement;
import io.bindery.router.announce.Announcers;
import io.bindery.router.announce.Target;
import io.bindery.router.batch.OwnCommand.AnnounceAgain;
import io.bindery.router.batch.OwnCommand.AnnounceConfirmed;
import io.bindery.router.batch.OwnCommand.AnnounceFailed;
import io.bindery.router.policy.PolicyRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Has the closed batches of one batch actor announced: what is due goes out, answers come back to
 * the actor as commands, failures are tried again after a pause. What goes where is {@link
 * AnnouncementPlan}'s to say, what is under way {@link Outbox}'s.
 */
final class Announcing {
  /**
   * A message to the actor may be lost while it restarts, if very much else comes then: answers are
   * looked for again.
   */
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final BatchCommand LOOK_FOR_ANSWERS = new OwnCommand.LookForAnswers();

  private final ActorContext<BatchCommand> context;
  private final TimerScheduler<BatchCommand> timers;
  private final Announcers announcers;
  private final PolicyRegistry policies;
  private final BatchSpans spans;
  private final Outbox outbox;

  /** What came and the actor has not seen yet; written by any thread. */
  private final Map<Target, BatchCommand> answers = new ConcurrentHashMap<>();

  Announcing(
      ActorContext<BatchCommand> context,
      TimerScheduler<BatchCommand> timers,
      BatchParts parts,
      BatchSpans spans) {
    this.context = context;
    this.timers = timers;
    this.announcers = parts.announcers();
    this.policies = parts.policies();
    this.spans = spans;
    this.outbox = new Outbox(announcers.targets(), parts.settings());
  }

  /** The events with where each batch that they close is announced. */
  List<BatchEvent> planned(List<BatchEvent> events) {
    return events.stream()
        .filter(BatchEvent.BatchClosed.class::isInstance)
        .findFirst()
        .map(closed -> AnnouncementPlan.planned(events, wanted(closed.bucket(), closed.prefix())))
        .orElse(events);
  }

  /** A package of the bucket's root is one of the whole bucket: only who asks for it gets it. */
  private List<Target> wanted(String bucket, String prefix) {
    var all = announcers.wanted();
    return policies.current().packages(bucket, prefix)
        ? all
        : all.stream().filter(target -> target != Target.PACKAGER_QUEUE).toList();
  }

  /** What is to be noted of targets that are configured no more. */
  List<BatchEvent> revised(BatchState state, Instant now) {
    return state
        .key()
        .map(key -> wanted(key.bucket(), key.prefix()))
        .map(wanted -> AnnouncementPlan.revised(state, announcers.targets(), wanted, now))
        .orElse(List.of());
  }

  /** Announces what is due and not under way; may be called at any time. */
  void announceDue(BatchState state) {
    outbox.takeDue(state).forEach(due -> announce(state, due));
  }

  private void announce(BatchState state, Outbox.Due due) {
    var target = due.target();
    var batchId = due.batch().batchId();
    var self = context.getSelf();
    var span = spans.publish(due);
    // One at a time for each target: no answer takes the place of another.
    var unused =
        span.until(
                announcers.announce(
                    target,
                    announcement(state.key().orElseThrow(), due.batch()),
                    due.batch().closedAt(),
                    span.context()))
            .handle(
                (eventId, failure) -> {
                  var answer =
                      failure == null
                          ? new AnnounceConfirmed(target, batchId, eventId)
                          : failed(target, batchId, Causes.of(failure));
                  answers.put(target, answer);
                  self.tell(answer);
                  return answer;
                });
  }

  private static Announcement announcement(BatchKey key, ClosedBatch batch) {
    var totals = batch.totals();
    var facts =
        new Announcement.Facts(
            batch.batchId(),
            totals.files(),
            totals.bytes(),
            batch.reason().word(),
            totals.firstEventTime(),
            totals.lastEventTime());
    return new Announcement(key.bucket(), key.prefix(), Optional.of(facts));
  }

  private static AnnounceFailed failed(Target target, String batchId, Throwable cause) {
    return new AnnounceFailed(
        target, batchId, Refusals.words(cause), cause instanceof UnansweredException);
  }

  /** What is to be noted of a confirmation. */
  List<BatchEvent> confirmed(BatchState state, AnnounceConfirmed confirmed, Instant now) {
    answers.remove(confirmed.target(), confirmed);
    outbox.confirmed(confirmed);
    return AnnouncementPlan.confirmed(
        state,
        confirmed.target(),
        confirmed.batchId(),
        confirmed.eventId(),
        outbox.unanswered(confirmed.target()),
        now);
  }

  /** The journal knows of the confirmation. */
  void noted(AnnounceConfirmed confirmed) {
    outbox.noted(confirmed.target(), confirmed.batchId());
  }

  /** It comes again after a pause. */
  void failed(BatchState state, AnnounceFailed failed) {
    answers.remove(failed.target(), failed);
    outbox
        .failed(failed)
        .ifPresent(
            pause -> {
              BatchLog.announceFailed(failed, pause, BatchSpans.trace(failed.batchId(), state));
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
    lookForAnswers();
  }

  /** Answers that were lost on their way are told again; others are waited for. */
  void lookForAnswers() {
    answers.values().forEach(answer -> context.getSelf().tell(answer));
    if (outbox.isBusy()) {
      timers.startSingleTimer(LOOK_FOR_ANSWERS, LOOK);
    }
  }

  /** Whether an announcement is under way, or confirmed and not noted. */
  boolean isUnderWay() {
    return outbox.isBusy();
  }
}
