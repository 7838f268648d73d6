package io.bindery.router.batch;

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
import io.bindery.platform.tracing.Spans;
import io.bindery.router.batch.BatchCommand.Note;
import io.bindery.router.batch.BatchCommand.Operate;
import io.bindery.router.batch.BatchCommand.Recall;
import io.bindery.router.batch.BatchCommand.RecordObjects;
import io.bindery.router.batch.BatchCommand.Rest;
import io.bindery.router.batch.BatchCommand.Stop;
import io.bindery.router.batch.BatchCommand.View;
import io.bindery.router.batch.BatchCommand.Wake;
import io.bindery.router.batch.OwnCommand.AnnounceAgain;
import io.bindery.router.batch.OwnCommand.AnnounceConfirmed;
import io.bindery.router.batch.OwnCommand.AnnounceFailed;
import io.bindery.router.batch.OwnCommand.BacklogRead;
import io.bindery.router.batch.OwnCommand.DeadlineReached;
import io.bindery.router.batch.OwnCommand.LookForAnswers;
import io.bindery.router.batch.OwnCommand.MarkersRead;
import io.bindery.router.batch.OwnCommand.MarkersUnread;
import io.bindery.router.batch.OwnCommand.NothingPending;
import io.bindery.router.batch.OwnCommand.SeekMarkers;
import io.bindery.router.batch.OwnCommand.StopNow;
import io.bindery.router.policy.PolicyRegistry;
import io.bindery.router.policy.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One bucket and common prefix. It counts object events, closes the batch when the trigger says so,
 * and has each closed batch announced, in order, until that is confirmed.
 */
public final class Batch
    extends EventSourcedBehaviorWithEnforcedReplies<BatchCommand, BatchEvent, BatchState> {
  /** The entity type, as the journal writes it. */
  public static final String ENTITY_TYPE = "batch";

  /** The key by which sharding knows batches. */
  public static final EntityTypeKey<BatchCommand> TYPE_KEY =
      EntityTypeKey.create(BatchCommand.class, ENTITY_TYPE);

  private final ActorContext<BatchCommand> context;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final BatchParts parts;
  private final BatchTimers timers;
  private final Announcing announcing;
  private final BatchSpans spans;
  private final BatchTimes times;
  private final MarkerSearch markers;

  /** What came since the last write and does not count. */
  private Uncounted pending = Uncounted.NONE;

  private Optional<PolicyRegistry.Subscription> subscription = Optional.empty();

  private boolean stopping;

  /**
   * What was sent before may wait to be read: nothing was received while this batch was nowhere.
   */
  private long recovered = System.nanoTime();

  private boolean awaitsBacklog;

  private Batch(
      ActorContext<BatchCommand> context,
      TimerScheduler<BatchCommand> timers,
      String entityId,
      ActorRef<ClusterSharding.ShardCommand> shard,
      BatchParts parts) {
    super(
        PersistenceId.of(ENTITY_TYPE, entityId),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.context = context;
    this.shard = shard;
    this.parts = parts;
    this.timers = new BatchTimers(timers, parts);
    this.spans = new BatchSpans(Spans.get(context.getSystem()));
    this.times = BatchTimes.get(context.getSystem());
    this.announcing = new Announcing(context, timers, parts, spans);
    this.markers = new MarkerSearch(context, timers);
  }

  /**
   * The behaviour of one batch.
   *
   * @param entityId {@link BatchKey#entityId()}
   * @param shard who is asked to passivate it
   */
  public static Behavior<BatchCommand> create(
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
  public CommandHandlerWithReply<BatchCommand, BatchEvent, BatchState> commandHandler() {
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
        .onCommand(BacklogRead.class, (state, read) -> onBacklogRead(state))
        .onCommand(MarkersRead.class, this::onMarkersRead)
        .onCommand(MarkersUnread.class, (state, unread) -> onMarkersUnread(unread))
        .onCommand(SeekMarkers.class, (state, seek) -> onSeekMarkers())
        .onCommand(AnnounceConfirmed.class, this::onConfirmed)
        .onCommand(AnnounceFailed.class, this::onAnnounceFailed)
        .onCommand(AnnounceAgain.class, this::onAnnounceAgain)
        .onCommand(LookForAnswers.class, (state, look) -> onLookForAnswers())
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
    var recording =
        Decisions.record(
            state, key, command.arrivals(), pending, trigger(key), mayHaveBacklog(), now());
    return persist(
            state,
            recording.events(),
            recording.uncounted(),
            () -> times.duplicates(recording.duplicates()))
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
        Operations.isMeant(state, order)
            ? Decisions.operate(state, key, order.verb(), order.by(), pending, trigger(key), now())
            : List.<BatchEvent>of();
    return persist(state, events)
        .thenReply(
            order.replyTo(),
            after -> StatusReply.success(Operations.reply(state, key, order, events)));
  }

  private ReplyEffect<BatchEvent, BatchState> onView(BatchState state, View view) {
    var trigger = trigger(state.key().orElse(view.key()));
    return Effect()
        .reply(view.replyTo(), StatusReply.success(BatchView.of(state, pending, trigger, now())));
  }

  private ReplyEffect<BatchEvent, BatchState> onRecall(BatchState state, Recall recall) {
    return Effect().reply(recall.replyTo(), StatusReply.success(state.recall(recall.identities())));
  }

  private ReplyEffect<BatchEvent, BatchState> onRest(BatchState state, Rest rest) {
    return persist(state, Decisions.rest(state, rest.forget(), now()))
        .thenReply(rest.replyTo(), ignored -> StatusReply.ack());
  }

  private ReplyEffect<BatchEvent, BatchState> onBacklogRead(BatchState state) {
    awaitsBacklog = false;
    return onTime(state);
  }

  private ReplyEffect<BatchEvent, BatchState> onTime(BatchState state) {
    awaitBacklog(state);
    return persist(state, eventsOfTime(state)).thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onMarkersRead(BatchState state, MarkersRead read) {
    if (!markers.isCurrent(read.markers())) {
      return Effect().noReply();
    }
    markers.ended();
    var trigger = state.key().map(this::trigger);
    boolean stillDue =
        state.open().filter(open -> open.isToBeSought(read.markers())).isPresent()
            && trigger.filter(now -> now.marker().equals(read.markers())).isPresent();
    long last = lastSequenceNumber(context);
    if (stillDue && read.found().isEmpty() && last > read.upTo()) {
      markers.goOn(state, read, last);
      return Effect().noReply();
    }
    var events =
        stillDue
            ? Decisions.sought(
                state, pending, trigger.orElseThrow(), read.found(), mayHaveBacklog(), now())
            : List.<BatchEvent>of();
    return persist(state, events).thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onMarkersUnread(MarkersUnread unread) {
    if (markers.isCurrent(unread.markers())) {
      markers.failed();
    }
    return Effect().noReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onSeekMarkers() {
    markers.ended();
    return Effect().none().thenRun(this::settle).thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onConfirmed(
      BatchState state, AnnounceConfirmed confirmed) {
    return persist(
            state,
            announcing.confirmed(state, confirmed, now()),
            pending,
            () -> announcing.noted(confirmed))
        .thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onAnnounceFailed(
      BatchState state, AnnounceFailed failed) {
    announcing.failed(state, failed);
    times.failed(failed.target());
    return Effect().none().thenRun(this::settle).thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onAnnounceAgain(
      BatchState state, AnnounceAgain again) {
    announcing.pauseOver(again);
    return Effect().none().thenRun(this::settle).thenNoReply();
  }

  private ReplyEffect<BatchEvent, BatchState> onLookForAnswers() {
    announcing.lookForAnswers();
    return Effect().noReply();
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
    if (!announcing.isUnderWay()) {
      return Effect().stop().thenNoReply();
    }
    stopping = true;
    timers.stopSoon();
    return Effect().noReply();
  }

  private void onRecoveryCompleted(BatchState state) {
    recovered = System.nanoTime();
    awaitsBacklog = false;
    // Timers and the announcements under way are gone with the prior incarnation.
    announcing.restarted();
    markers.restarted();
    if (stopping) {
      timers.stopSoon();
    }
    settle(state);
    if (subscription.isEmpty()) {
      // An open batch goes on under the new policy: its deadline is armed again.
      var self = context.getSelf();
      subscription = Optional.of(parts.policies().listen(changed -> self.tell(new Wake())));
    }
    awaitBacklog(state);
    // The policy may be another one than when the deadline was set.
    if (!eventsOfTime(state).isEmpty()) {
      context.getSelf().tell(new Wake());
    }
  }

  private void onPostStop(BatchState state) {
    subscription.ifPresent(PolicyRegistry.Subscription::cancel);
  }

  private EffectBuilder<BatchEvent, BatchState> persist(
      BatchState before, List<BatchEvent> events) {
    return persist(before, events, Operations.ends(events) ? Uncounted.NONE : pending, () -> {});
  }

  private EffectBuilder<BatchEvent, BatchState> persist(
      BatchState before,
      List<BatchEvent> decided,
      Uncounted stillPending,
      Runnable beforeSettling) {
    var events = announcing.planned(decided);
    var effect = events.isEmpty() ? Effect().none() : Effect().persist(events);
    return effect.thenRun(
        (BatchState state) -> {
          pending = stillPending;
          events.forEach(event -> BatchLog.report(event, before));
          events.forEach(event -> spans.happened(event, before));
          events.forEach(event -> times.happened(event, before));
          beforeSettling.run();
          settle(state);
        });
  }

  /** Arms what the state waits for; may be called at any time. */
  private void settle(BatchState state) {
    if (stopping) {
      if (!announcing.isUnderWay()) {
        context.getSelf().tell(new StopNow());
      }
      return;
    }
    announcing.announceDue(state);
    state
        .key()
        .ifPresent(
            key -> markers.beginIfDue(state, trigger(key).marker(), lastSequenceNumber(context)));
    timers.arm(state, dueAt(state));
  }

  private Optional<Instant> dueAt(BatchState state) {
    return awaitsBacklog && isOverdue(state)
        ? Decisions.besidesQuiet(state, trigger(state.key().orElseThrow()), now())
        : state.open().flatMap(OpenBatch::dueAt);
  }

  private boolean mayHaveBacklog() {
    return !parts.backlog().isReadSince(recovered);
  }

  /** A batch that would close, were it not for what may wait, looks again when that is read. */
  private void awaitBacklog(BatchState state) {
    if (!awaitsBacklog && closesByTime(state) && mayHaveBacklog()) {
      awaitsBacklog = true;
      context.pipeToSelf(
          parts.backlog().readSince(recovered), (read, failure) -> new BacklogRead());
    }
  }

  /** By the policy in force, which may be another one than when the deadline was set. */
  private boolean closesByTime(BatchState state) {
    return state.key().isPresent()
        && Decisions.onTime(state, pending, trigger(state.key().get()), false, now()).stream()
            .anyMatch(BatchEvent.BatchClosed.class::isInstance);
  }

  private boolean isOverdue(BatchState state) {
    return state.open().flatMap(OpenBatch::dueAt).filter(due -> !due.isAfter(now())).isPresent();
  }

  private List<BatchEvent> eventsOfTime(BatchState state) {
    if (state.key().isEmpty()) {
      return List.of();
    }
    var events = new ArrayList<>(announcing.revised(state, now()));
    events.addAll(
        Decisions.onTime(state, pending, trigger(state.key().get()), mayHaveBacklog(), now()));
    return events;
  }

  private Trigger trigger(BatchKey key) {
    return parts.policies().current().trigger(key.bucket(), key.prefix());
  }

  /** As fine as tables and announcements keep it. */
  private Instant now() {
    return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
