package io.bindery.router.batch;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.pattern.StatusReply;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EffectBuilder;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import com.fasterxml.jackson.annotation.JsonCreator;
import io.bindery.platform.serialization.CborSerializable;
import io.bindery.router.announce.Target;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * One bucket and common prefix. It counts object events, closes the batch when the trigger says so,
 * and has each closed batch announced, in order, until that is confirmed.
 */
public final class Batch
    extends EventSourcedBehaviorWithEnforcedReplies<Batch.Command, BatchEvent, BatchState> {
  /** The entity type, as the journal writes it. */
  public static final String ENTITY_TYPE = "batch";

  /** The key by which sharding knows batches. */
  public static final EntityTypeKey<Command> TYPE_KEY =
      EntityTypeKey.create(Command.class, ENTITY_TYPE);

  /** Timers longer than this are set again on the way: schedulers have an end. */
  private static final Duration LONGEST_TIMER = Duration.ofDays(1);

  /** How long an announcement may keep the batch from stopping; a move waits for longer. */
  static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

  /** What a batch is told. */
  public sealed interface Command extends CborSerializable {}

  /**
   * Object events of this batch arrived. The reply comes once the journal holds them, or at once if
   * it held them before.
   *
   * @param arrivals at least one object; those already seen do not count again
   */
  public record RecordObjects(BatchKey key, Arrivals arrivals, ActorRef<StatusReply<Done>> replyTo)
      implements Command {
    @JsonCreator
    public RecordObjects {
      Objects.requireNonNull(arrivals, "arrivals");
    }

    /** Created objects only. */
    public RecordObjects(
        BatchKey key, List<RecordedObject> objects, ActorRef<StatusReply<Done>> replyTo) {
      this(key, Arrivals.of(objects), replyTo);
    }
  }

  /** Something came that does not count; it is written with the next that does. */
  public record Note(Uncounted uncounted) implements Command {}

  /**
   * An operator's order. The reply comes once the journal holds it.
   *
   * @param by who
   */
  public record Operate(BatchKey key, Verb verb, String by, ActorRef<StatusReply<Operated>> replyTo)
      implements Command {}

  /** How does it stand? */
  public record View(BatchKey key, ActorRef<StatusReply<BatchView>> replyTo) implements Command {}

  /**
   * Which of these object events are not among those it remembers?
   *
   * @param identities of {@link RecordedObject}
   */
  public record Recall(BatchKey key, List<Long> identities, ActorRef<StatusReply<Recalled>> replyTo)
      implements Command {}

  /**
   * Take a snapshot, if nothing is to be done, so that the events before can be cleaned up.
   *
   * @param forget whether to forget the object events that are remembered as well
   */
  public record Rest(boolean forget, ActorRef<StatusReply<Done>> replyTo) implements Command {}

  /** Look at the clock: the sweeper found something of this batch that is due. */
  public record Wake() implements Command {}

  /**
   * Stop; sharding says so after a passivation or before a move to another node. Announcements that
   * are under way may end before, for what is not known to be confirmed is announced again.
   */
  public record Stop() implements Command {}

  private record StopNow() implements Command {}

  private record DeadlineReached() implements Command {}

  private record AnnounceConfirmed(Target target, String batchId, String eventId)
      implements Command {}

  private record AnnounceFailed(Target target, String batchId, String reason) implements Command {}

  private record AnnounceAgain(Target target) implements Command {}

  private record NothingPending() implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final BatchParts parts;
  private final Outbox outbox;

  /** What came since the last write and does not count. */
  private Uncounted pending = Uncounted.NONE;

  private Optional<PolicyRegistry.Subscription> subscription = Optional.empty();

  private boolean stopping;

  private Batch(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String entityId,
      ActorRef<ClusterSharding.ShardCommand> shard,
      BatchParts parts) {
    super(
        PersistenceId.of(ENTITY_TYPE, entityId),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.context = context;
    this.timers = timers;
    this.shard = shard;
    this.parts = parts;
    this.outbox = new Outbox(parts.announcers(), parts.settings());
  }

  /**
   * The behaviour of one batch.
   *
   * @param entityId {@link BatchKey#entityId()}
   * @param shard who is asked to passivate it
   */
  public static Behavior<Command> create(
      String entityId, ActorRef<ClusterSharding.ShardCommand> shard, BatchParts parts) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(timers -> new Batch(context, timers, entityId, shard, parts)));
  }

  @Override
  public BatchState emptyState() {
    return BatchState.EMPTY;
  }

  @Override
  public CommandHandlerWithReply<Command, BatchEvent, BatchState> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(RecordObjects.class, this::onRecordObjects)
        .onCommand(Note.class, this::onNote)
        .onCommand(Operate.class, this::onOperate)
        .onCommand(View.class, this::onView)
        .onCommand(Recall.class, this::onRecall)
        .onCommand(Rest.class, this::onRest)
        .onCommand(Wake.class, (state, wake) -> onTime(state))
        .onCommand(DeadlineReached.class, (state, reached) -> onTime(state))
        .onCommand(AnnounceConfirmed.class, this::onConfirmed)
        .onCommand(AnnounceFailed.class, this::onAnnounceFailed)
        .onCommand(AnnounceAgain.class, this::onAnnounceAgain)
        .onCommand(NothingPending.class, this::onNothingPending)
        .onCommand(Stop.class, (state, stop) -> onStop())
        .onCommand(StopNow.class, (state, stop) -> Effect().stop().thenNoReply())
        .build();
  }

  @Override
  public EventHandler<BatchState, BatchEvent> eventHandler() {
    return newEventHandlerBuilder().forAnyState().onAnyEvent(BatchState::apply);
  }

  @Override
  public SignalHandler<BatchState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecoveryCompleted)
        .onSignal(PostStop.instance(), this::onPostStop)
        .build();
  }

  @Override
  public boolean shouldSnapshot(BatchState state, BatchEvent event, long sequenceNr) {
    return event instanceof BatchEvent.BatchRested;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(parts.settings().snapshotEvery(), 1);
  }

  private ReplyEffect<BatchEvent, BatchState> onRecordObjects(
      BatchState state, RecordObjects command) {
    var key = command.key();
    var recording = Decisions.record(state, key, command.arrivals(), pending, trigger(key), now());
    return persist(recording.events(), recording.uncounted())
        .thenReply(command.replyTo(), ignored -> StatusReply.ack());
  }

  private ReplyEffect<BatchEvent, BatchState> onNote(BatchState state, Note note) {
    pending = pending.plus(note.uncounted());
    return Effect().noReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onOperate(BatchState state, Operate order) {
    // Where a table named it, the prefix may be written a little differently there.
    var key = state.key().orElse(order.key());
    var events =
        Decisions.operate(state, key, order.verb(), order.by(), pending, trigger(key), now());
    return persist(events)
        .thenReply(
            order.replyTo(),
            after -> StatusReply.success(Operations.reply(state, key, order, events)));
  }

  private ReplyEffect<BatchEvent, BatchState> onView(BatchState state, View view) {
    var now = now();
    var trigger = trigger(state.key().orElse(view.key()));
    var open =
        state
            .open()
            .map(
                o ->
                    new BatchView.Open(
                        o.totals(),
                        Decisions.evidence(trigger, o, pending, Optional.empty(), now),
                        o.dueAt()));
    return Effect()
        .reply(
            view.replyTo(),
            StatusReply.success(
                new BatchView(
                    now,
                    open,
                    state.paused(),
                    state.unannounced().size(),
                    state.closedBatches(),
                    pending)));
  }

  private ReplyEffect<BatchEvent, BatchState> onRecall(BatchState state, Recall recall) {
    return Effect().reply(recall.replyTo(), StatusReply.success(state.recall(recall.identities())));
  }

  private ReplyEffect<BatchEvent, BatchState> onRest(BatchState state, Rest rest) {
    return persist(Decisions.rest(state, rest.forget(), now()))
        .thenReply(rest.replyTo(), ignored -> StatusReply.ack());
  }

  private ReplyEffect<BatchEvent, BatchState> onTime(BatchState state) {
    return persist(eventsOfTime(state)).thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onConfirmed(
      BatchState state, AnnounceConfirmed confirmed) {
    outbox.confirmed(confirmed.target(), confirmed.batchId(), confirmed.eventId());
    var events =
        AnnouncementPlan.confirmed(
            state, confirmed.target(), confirmed.batchId(), confirmed.eventId(), now());
    return persist(events, pending, () -> outbox.noted(confirmed.target(), confirmed.batchId()))
        .thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onAnnounceFailed(
      BatchState state, AnnounceFailed failed) {
    outbox
        .failed(failed.target(), failed.batchId())
        .ifPresent(
            pause -> {
              BatchLog.announceFailed(failed.target(), failed.batchId(), failed.reason(), pause);
              timers.startSingleTimer(new AnnounceAgain(failed.target()), pause);
            });
    return Effect().none().thenRun(this::settle).thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onAnnounceAgain(
      BatchState state, AnnounceAgain again) {
    outbox.pauseOver(again.target());
    return Effect().none().thenRun(this::settle).thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onNothingPending(
      BatchState state, NothingPending nothing) {
    if (!state.isPending()) {
      shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
    }
    return Effect().noReply();
  }

  /** Stops at once when no announcement is under way, else when it has ended or patience has. */
  private ReplyEffect<BatchEvent, BatchState> onStop() {
    if (!outbox.isBusy()) {
      return Effect().stop().thenNoReply();
    }
    stopping = true;
    timers.startSingleTimer(new StopNow(), STOP_PATIENCE);
    return Effect().noReply();
  }

  private void onRecoveryCompleted(BatchState state) {
    // Timers and the announcements under way are gone with the prior incarnation, but what it heard
    // and the journal did not take need not be announced again.
    outbox
        .restarted()
        .forEach(
            c ->
                context
                    .getSelf()
                    .tell(new AnnounceConfirmed(c.target(), c.batchId(), c.eventId())));
    if (stopping) {
      timers.startSingleTimer(new StopNow(), STOP_PATIENCE);
    }
    settle(state);
    if (subscription.isEmpty()) {
      // An open batch goes on under the new policy: its deadline is armed again.
      var self = context.getSelf();
      subscription = Optional.of(parts.policies().listen(changed -> self.tell(new Wake())));
    }
    // The policy may be another one than when the deadline was set.
    if (!eventsOfTime(state).isEmpty()) {
      context.getSelf().tell(new Wake());
    }
  }

  private void onPostStop(BatchState state) {
    subscription.ifPresent(PolicyRegistry.Subscription::cancel);
  }

  private EffectBuilder<BatchEvent, BatchState> persist(List<BatchEvent> events) {
    return persist(events, Operations.ends(events) ? Uncounted.NONE : pending);
  }

  private EffectBuilder<BatchEvent, BatchState> persist(
      List<BatchEvent> decided, Uncounted stillPending) {
    return persist(decided, stillPending, () -> {});
  }

  private EffectBuilder<BatchEvent, BatchState> persist(
      List<BatchEvent> decided, Uncounted stillPending, Runnable beforeSettling) {
    var events = AnnouncementPlan.planned(decided, parts.announcers().wanted());
    var effect = events.isEmpty() ? Effect().none() : Effect().persist(events);
    return effect.thenRun(
        (BatchState state) -> {
          pending = stillPending;
          events.forEach(BatchLog::report);
          beforeSettling.run();
          settle(state);
        });
  }

  /** Arms what the state waits for; may be called at any time. */
  private void settle(BatchState state) {
    if (stopping) {
      if (!outbox.isBusy()) {
        context.getSelf().tell(new StopNow());
      }
      return;
    }
    state.open().ifPresentOrElse(this::arm, () -> timers.cancel(new DeadlineReached()));
    outbox.takeDue(state).forEach(due -> announce(state, due));
    if (state.isPending()) {
      timers.cancel(new NothingPending());
    } else {
      timers.startSingleTimer(new NothingPending(), parts.settings().linger());
    }
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

  private void arm(OpenBatch open) {
    open.dueAt()
        .ifPresentOrElse(
            due -> timers.startSingleTimer(new DeadlineReached(), untilFrom(due)),
            () -> timers.cancel(new DeadlineReached()));
  }

  private Duration untilFrom(Instant due) {
    var wait = Duration.between(parts.clock().instant(), due);
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST_TIMER) > 0 ? LONGEST_TIMER : wait;
  }

  private List<BatchEvent> eventsOfTime(BatchState state) {
    if (state.key().isEmpty()) {
      return List.of();
    }
    var events =
        new ArrayList<>(
            AnnouncementPlan.revised(
                state, parts.announcers().targets(), parts.announcers().wanted(), now()));
    events.addAll(Decisions.onTime(state, pending, trigger(state.key().get()), now()));
    return events;
  }

  private Trigger trigger(BatchKey key) {
    return parts.policies().current().trigger(key.bucket(), key.prefix());
  }

  private static String reason(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause().toString()
        : failure.toString();
  }

  /** As fine as tables and announcements keep it. */
  private Instant now() {
    return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
