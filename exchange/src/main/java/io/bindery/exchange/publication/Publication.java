package io.bindery.exchange.publication;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EffectBuilder;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.Own.Ended;
import io.bindery.exchange.publication.Own.Tick;
import io.bindery.exchange.publication.PublicationCommand.Order;
import io.bindery.exchange.publication.PublicationCommand.Stop;
import io.bindery.exchange.publication.PublicationCommand.Submit;
import io.bindery.exchange.publication.PublicationCommand.Submitted;
import io.bindery.exchange.publication.PublicationCommand.Wake;
import io.bindery.exchange.publication.PublicationEvent.Received;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.tracing.Spans;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * One publication. The journal has what it intends before it is done and what came of it after;
 * what is next follows from that and from what was seen since ({@link Next}). So a crash at any
 * point is followed by the same steps as no crash, and what may have been created is looked for
 * before it is created again.
 */
final class Publication
    extends EventSourcedBehaviorWithEnforcedReplies<
        PublicationCommand, PublicationEvent, Publishing> {
  private static final int EVENTS_PER_SNAPSHOT = 200;

  /** How long a call that creates something may still be answered when the actor is to stop. */
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final ActorContext<PublicationCommand> context;
  private final TimerScheduler<PublicationCommand> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final String id;
  private final PublicationParts parts;
  private final PublicationSettings settings;
  private final Consumer<String> wake;
  private final InstantSource clock;
  private final PublicationSpans spans;
  private final Work work;
  private final Memory memory;
  private Optional<Waits.Wait> told = Optional.empty();
  private boolean stopping;

  private Publication(
      ActorContext<PublicationCommand> context,
      TimerScheduler<PublicationCommand> timers,
      ActorRef<ClusterSharding.ShardCommand> shard,
      String id,
      PublicationParts parts,
      JobTimes times,
      Consumer<String> wake,
      InstantSource clock) {
    super(
        PersistenceId.of(Publications.ENTITY_TYPE, id),
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.context = context;
    this.timers = timers;
    this.shard = shard;
    this.id = id;
    this.parts = parts;
    this.settings = parts.settings();
    this.wake = wake;
    this.clock = clock;
    this.spans = new PublicationSpans(Spans.get(context.getSystem()), id);
    this.work = new Work(context.getSystem(), id, parts);
    this.memory = new Memory(settings, times, clock.instant());
  }

  static Behavior<PublicationCommand> create(
      String id,
      ActorRef<ClusterSharding.ShardCommand> shard,
      PublicationParts parts,
      JobTimes times,
      Consumer<String> wake,
      InstantSource clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.setReceiveTimeout(PublicationSettings.IDLE, Tick.IDLE);
                  return new Publication(context, timers, shard, id, parts, times, wake, clock);
                }));
  }

  @Override
  public Publishing emptyState() {
    return Publishing.UNKNOWN;
  }

  @Override
  public EventHandler<Publishing, PublicationEvent> eventHandler() {
    return Publishing::apply;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, 1);
  }

  /** At the end, so that its events can be cleaned up. */
  @Override
  public boolean shouldSnapshot(Publishing state, PublicationEvent event, long sequenceNr) {
    return event instanceof Ending;
  }

  @Override
  public SignalHandler<Publishing> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> onRecoveryCompleted())
        .build();
  }

  /** Also after a write that failed: this very object is started again then. */
  private void onRecoveryCompleted() {
    memory.recovered(clock.instant());
    context.getSelf().tell(stopping ? Tick.STOP_NOW : Tick.PROCEED);
  }

  @Override
  public CommandHandlerWithReply<PublicationCommand, PublicationEvent, Publishing>
      commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Submit.class, this::onSubmit)
        .onCommand(Order.class, this::onOrder)
        .onCommand(Ended.class, this::onEnded)
        .onCommand(Wake.class, (state, any) -> onWake())
        .onCommand(Tick.class, this::onTick)
        .onCommand(Stop.class, (state, any) -> onStop())
        .build();
  }

  private ReplyEffect<PublicationEvent, Publishing> onSubmit(Publishing state, Submit submit) {
    if (state.isKnown()) {
      var before = state.request().orElseThrow().manifest();
      return Effect()
          .reply(submit.replyTo(), new Submitted(true, !before.isAgain(submit.manifest())));
    }
    return persist(
            List.of(
                new Received(
                    submit.manifest(),
                    submit.again(),
                    submit.by(),
                    submit.span(),
                    clock.instant())))
        .thenReply(submit.replyTo(), after -> new Submitted(false, false));
  }

  private ReplyEffect<PublicationEvent, Publishing> onOrder(Publishing state, Order order) {
    var orders = Orders.of(order, state, clock.instant());
    if (orders.events().isEmpty()) {
      return Effect().reply(order.replyTo(), orders.answer());
    }
    memory.hurry();
    return persist(orders.events()).thenReply(order.replyTo(), after -> orders.answer());
  }

  /** Somebody has something for it, or looks whether it sleeps. */
  private ReplyEffect<PublicationEvent, Publishing> onWake() {
    memory.succeeded(Step.TakeSlots.KEY);
    memory.succeeded(new Step.AskTurn().key());
    context.getSelf().tell(Tick.PROCEED);
    return Effect().noReply();
  }

  private ReplyEffect<PublicationEvent, Publishing> onTick(Publishing state, Tick tick) {
    return switch (tick) {
      case PROCEED -> proceed(state);
      case IDLE -> {
        if (state.isAtRest() && !memory.isBusy()) {
          shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        yield Effect().noReply();
      }
      case STOP_NOW -> Effect().stop().thenNoReply();
    };
  }

  /** Writes what is intended, or does what is to be done. */
  private ReplyEffect<PublicationEvent, Publishing> proceed(Publishing state) {
    if (stopping) {
      return Effect().noReply();
    }
    var next = Next.of(state, memory, settings, clock.instant());
    if (!next.intents().isEmpty()) {
      return persist(next.intents()).thenNoReply();
    }
    next.steps().forEach(step -> begin(step, state));
    next.wakeAt().ifPresent(this::wakeAt);
    tellWait();
    return Effect().noReply();
  }

  private void begin(Step step, Publishing state) {
    memory.begins(step);
    var begun = clock.instant();
    context.pipeToSelf(
        spans.of(step, state, work.take(step, state)),
        (result, failure) ->
            new Ended(step, failure == null ? result : Results.unexpected(failure), begun));
  }

  private void wakeAt(Instant at) {
    var pause = Duration.between(clock.instant(), at);
    timers.startSingleTimer(
        Tick.PROCEED, pause.isNegative() ? Duration.ofMillis(1) : pause.plusMillis(1));
  }

  private ReplyEffect<PublicationEvent, Publishing> onEnded(Publishing state, Ended ended) {
    var now = clock.instant();
    memory.ends(ended.step());
    Results.note(ended, id, state, memory, settings, now);
    var events = Reaction.to(id, state, ended.step(), ended.result(), settings, now);
    var effect = persist(events);
    return stopping && !memory.isCreating()
        ? effect.thenStop().thenNoReply()
        : effect.thenNoReply();
  }

  /** Writes events, remembers what they mean, and goes on. */
  private EffectBuilder<PublicationEvent, Publishing> persist(List<PublicationEvent> events) {
    if (events.isEmpty()) {
      context.getSelf().tell(Tick.PROCEED);
      return Effect().none();
    }
    return Effect()
        .persist(events)
        .thenRun(
            after -> {
              events.forEach(event -> written(after, event));
              if (events.stream().anyMatch(JobEnded.class::isInstance)) {
                after.plan().ifPresent(plan -> tell(work.hungry(plan)));
              }
              context.getSelf().tell(Tick.PROCEED);
            });
  }

  private void written(Publishing after, PublicationEvent event) {
    PublicationLog.happened(context.getLog(), id, event);
    spans.happened(after, event);
    Results.written(event, memory);
    if (event instanceof Ending) {
      after
          .plan()
          .ifPresent(plan -> tell(work.passTurn(plan).thenApply(next -> next.stream().toList())));
      parts.waits().waits(id, Optional.empty());
    }
  }

  /** Others may go on with what this one has left; should they not hear of it, they ask again. */
  private void tell(CompletionStage<List<String>> others) {
    var log = context.getLog();
    var unused =
        others.whenComplete(
            (some, failure) -> {
              if (failure == null) {
                some.forEach(wake);
              } else {
                log.debug("publication {}: others are not woken: {}", id, Causes.text(failure));
              }
            });
  }

  private void tellWait() {
    var wait = memory.longestWait();
    if (!wait.equals(told)) {
      told = wait;
      parts.waits().waits(id, wait);
    }
  }

  /** Stops when it is known whether what is being created is there, or patience has ended. */
  private ReplyEffect<PublicationEvent, Publishing> onStop() {
    if (!memory.isCreating()) {
      return Effect().stop().thenNoReply();
    }
    stopping = true;
    timers.startSingleTimer(Tick.STOP_NOW, STOP_PATIENCE);
    return Effect().noReply();
  }
}
