package io.bindery.packager.job;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandlerWithReply;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehaviorWithEnforcedReplies;
import akka.persistence.typed.javadsl.ReplyEffect;
import akka.persistence.typed.javadsl.RetentionCriteria;
import akka.persistence.typed.javadsl.SignalHandler;
import io.bindery.packager.job.PackageCommand.Accept;
import io.bindery.packager.job.PackageCommand.AnnounceDone;
import io.bindery.packager.job.PackageCommand.AnnounceFailed;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.Busy;
import io.bindery.packager.job.PackageCommand.Cancel;
import io.bindery.packager.job.PackageCommand.Cancelled;
import io.bindery.packager.job.PackageCommand.Dismiss;
import io.bindery.packager.job.PackageCommand.DismissAnswer;
import io.bindery.packager.job.PackageCommand.NotCancelled;
import io.bindery.packager.job.PackageCommand.Outcome;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.ResolveEnded;
import io.bindery.packager.job.PackageCommand.Stop;
import io.bindery.packager.job.PackageCommand.Supersede;
import io.bindery.packager.job.PackageCommand.Tick;
import io.bindery.packager.job.PackageCommand.Wake;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.QuarantineDismissed;
import io.bindery.packager.job.PackageEvent.QuarantineResolved;
import io.bindery.packager.job.PackageEvent.QuarantineSuperseded;
import io.bindery.platform.tracing.Spans;
import java.time.Duration;
import java.time.InstantSource;

/**
 * One package of one registry. It accepts descriptions as jobs, works on one at a time and keeps
 * the rest in order. What it does next follows from its state alone ({@link #proceed}), so that a
 * crash at any point is followed by the same steps as no crash.
 */
@SuppressWarnings("JavaLangClash") // the word that users know
final class Package
    extends EventSourcedBehaviorWithEnforcedReplies<PackageCommand, PackageEvent, PackageState> {
  static final EntityTypeKey<PackageCommand> KEY =
      EntityTypeKey.create(PackageCommand.class, "Package");

  private static final int EVENTS_PER_SNAPSHOT = 100;

  private final ActorContext<PackageCommand> context;
  private final Alarms alarms;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Steps steps;
  private final JobSpans spans;
  private final PackageLimits limits;
  private final Withheld withheld;
  private final InstantSource clock;
  private boolean stopping;

  private Package(
      ActorContext<PackageCommand> context,
      TimerScheduler<PackageCommand> timers,
      PersistenceId id,
      ActorRef<ClusterSharding.ShardCommand> shard,
      PackageWork work,
      PackageLimits limits,
      InstantSource clock) {
    super(
        id,
        SupervisorStrategy.restartWithBackoff(Duration.ofMillis(200), Duration.ofSeconds(10), 0.2));
    this.context = context;
    this.alarms = new Alarms(timers, limits.retry());
    this.shard = shard;
    this.spans = new JobSpans(Spans.get(context.getSystem()));
    this.steps = new Steps(context, work, spans);
    this.limits = limits;
    this.clock = clock;
    this.withheld = Withheld.of(context.getSystem());
  }

  static Behavior<PackageCommand> create(
      String entityId,
      ActorRef<ClusterSharding.ShardCommand> shard,
      PackageWork work,
      PackageLimits limits,
      InstantSource clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> {
                  context.setReceiveTimeout(limits.idle(), Tick.IDLE);
                  var id = PersistenceId.of(KEY.name(), entityId);
                  return new Package(context, timers, id, shard, work, limits, clock);
                }));
  }

  @Override
  public PackageState emptyState() {
    return PackageState.EMPTY;
  }

  @Override
  public EventHandler<PackageState, PackageEvent> eventHandler() {
    return PackageState::apply;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(EVENTS_PER_SNAPSHOT, 1);
  }

  /**
   * At the end of each job and quarantine, so that its events can be cleaned up. The state is the
   * one before the events that are written with this one.
   */
  @Override
  public boolean shouldSnapshot(PackageState state, PackageEvent event, long sequenceNr) {
    return event instanceof PackageEvent.Ending || event instanceof QuarantineResolved;
  }

  @Override
  public SignalHandler<PackageState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecoveryCompleted)
        .onSignal(PostStop.instance(), this::onPostStop)
        .build();
  }

  @Override
  public CommandHandlerWithReply<PackageCommand, PackageEvent, PackageState> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Accept.class, this::onAccept)
        .onCommand(Cancel.class, this::onCancel)
        .onCommand(Supersede.class, this::onSupersede)
        .onCommand(Dismiss.class, this::onDismiss)
        .onCommand(Outcome.class, this::onOutcome)
        .onCommand(ResolveEnded.class, this::onResolveEnded)
        .onCommand(Wake.class, (state, wake) -> onWake(state))
        .onCommand(Tick.class, this::onTick)
        .onCommand(Stop.class, (state, stop) -> onStop())
        .build();
  }

  /** Another node may go on with its job. */
  private void onPostStop(PackageState state) {
    steps.cancel();
    state.active().ifPresent(job -> withheld.leaves(job.id()));
  }

  private ReplyEffect<PackageEvent, PackageState> onAccept(PackageState state, Accept accept) {
    if (stopping) {
      return Effect().reply(accept.replyTo(), new Busy("the package moves to another node"));
    }
    var admission = Admission.of(state, accept, limits, clock.instant());
    return Effect()
        .persist(admission.events())
        .thenRun(this::proceed)
        .thenReply(accept.replyTo(), after -> admission.answer());
  }

  private ReplyEffect<PackageEvent, PackageState> onCancel(PackageState state, Cancel cancel) {
    var found = state.job(cancel.jobId());
    boolean active = state.isActive(cancel.jobId());
    if (found.isEmpty()) {
      return Effect().reply(cancel.replyTo(), new NotCancelled("The job has ended."));
    }
    if (stopping || (active && (steps.isFinal() || found.get().pointer().isPresent()))) {
      return Effect()
          .reply(
              cancel.replyTo(),
              new NotCancelled("The revision is being pushed: look again in a moment."));
    }
    var job = found.get();
    var reaction = Reaction.cancelled(state, job, cancel.by(), clock.instant());
    if (active) {
      withheld.leaves(job.id());
      alarms.noRetry();
      steps.cancel();
    }
    JobLog.ended(context.getLog(), job, reaction.events().get(0));
    return Effect()
        .persist(reaction.events())
        .thenRun(
            after -> {
              spans.happened(job, reaction.events());
              reaction.abandon().ifPresent(left -> steps.abandon(job, left));
              proceed(after);
            })
        .thenReply(cancel.replyTo(), after -> new Cancelled(job.id()));
  }

  private ReplyEffect<PackageEvent, PackageState> onSupersede(
      PackageState state, Supersede supersede) {
    if (stopping || !state.isInQuarantine()) {
      return Effect().noReply();
    }
    return Effect()
        .persist(
            new QuarantineSuperseded(
                supersede.jobId(),
                supersede.by(),
                supersede.packageName(),
                supersede.topHash(),
                clock.instant()))
        .thenRun(this::proceed)
        .thenNoReply();
  }

  private ReplyEffect<PackageEvent, PackageState> onDismiss(PackageState state, Dismiss dismiss) {
    if (stopping || !state.isInQuarantine()) {
      return Effect().reply(dismiss.replyTo(), new DismissAnswer(false));
    }
    return Effect()
        .persist(
            new QuarantineDismissed(
                dismiss.jobId(), dismiss.by(), dismiss.reason(), clock.instant()))
        .thenRun(this::proceed)
        .thenReply(dismiss.replyTo(), after -> new DismissAnswer(true));
  }

  private void onRecoveryCompleted(PackageState state) {
    if (stopping) {
      // The journal failed while it was to stop, and the restart took the timer with it.
      context.getSelf().tell(Tick.STOP_NOW);
    } else {
      proceed(state);
    }
  }

  /** Does what the state asks for and is not being done. */
  private void proceed(PackageState state) {
    if (steps.isBusy() || stopping) {
      return;
    }
    if (state.toResolve().isPresent() && alarms.isResolveDue()) {
      steps.resolve(state.toResolve().get());
      return;
    }
    if (state.active().isEmpty()) {
      return;
    }
    var job = state.active().get();
    if (job.pointer().isPresent()) {
      steps.announce(job, clock.instant());
    } else if (job.retryAt().isPresent()) {
      alarms.retryAt(job.retryAt().get(), clock.instant());
    } else if (job.aim().isSuggestion()) {
      steps.draft(job);
    } else {
      steps.assemble(job);
      alarms.startReports();
    }
  }

  private ReplyEffect<PackageEvent, PackageState> onOutcome(PackageState state, Outcome outcome) {
    steps.ended();
    withheld.ended(outcome);
    alarms.endReports();
    if (!state.isActive(outcome.jobId())) {
      return onOutcomeOfCancelled(state, outcome);
    }
    var job = state.active().orElseThrow();
    if (outcome instanceof AnnounceFailed failed && !stopping) {
      return onAnnounceFailed(job, failed.reason());
    }
    // A job is not ended by what only the stop of this actor brought about.
    if (stopping && !(outcome instanceof PushDone || outcome instanceof AnnounceDone)) {
      discard(outcome);
      return Effect().stop().thenNoReply();
    }
    alarms.announceAnew();
    return follow(job, Reaction.to(outcome, state, job, limits, clock.instant()));
  }

  private ReplyEffect<PackageEvent, PackageState> onOutcomeOfCancelled(
      PackageState state, Outcome outcome) {
    discard(outcome);
    if (stopping) {
      return Effect().stop().thenNoReply();
    }
    proceed(state);
    return Effect().noReply();
  }

  private static void discard(Outcome outcome) {
    if (outcome instanceof AssemblyDone done) {
      done.made().discard().run();
    }
  }

  private ReplyEffect<PackageEvent, PackageState> follow(Job job, Reaction reaction) {
    reaction.discard().ifPresent(made -> made.discard().run());
    reaction.events().forEach(event -> JobLog.happened(context.getLog(), job, event));
    var effect =
        Effect()
            .persist(reaction.events())
            .thenRun(after -> spans.happened(job, reaction.events()));
    if (stopping) {
      return effect.thenStop().thenNoReply();
    }
    return effect
        .thenRun(
            after -> {
              if (!after.isActive(job.id())) {
                steps.announced(job);
              }
              reaction.abandon().ifPresent(left -> steps.abandon(job, left));
              reaction
                  .push()
                  .ifPresentOrElse(
                      made -> steps.push(after.active().orElseThrow(), made), () -> proceed(after));
            })
        .thenNoReply();
  }

  /** A revision that is in the registry must be told of: this is tried until it succeeds. */
  private ReplyEffect<PackageEvent, PackageState> onAnnounceFailed(Job job, String reason) {
    JobLog.notAnnounced(context.getLog(), job, reason);
    alarms.announceAgain();
    return Effect().noReply();
  }

  /** What may pass is tried again, in between jobs; what lasts must not be tried for ever. */
  private ReplyEffect<PackageEvent, PackageState> onResolveEnded(
      PackageState state, ResolveEnded ended) {
    steps.ended();
    JobLog.resolved(context.getLog(), state.held(), ended);
    var failure = ended.failure();
    if (failure.isPresent() && failure.get().isPassing()) {
      alarms.resolveAgain();
      proceed(state);
      return stopping ? Effect().stop().thenNoReply() : Effect().noReply();
    }
    alarms.resolveAnew();
    var effect =
        Effect()
            .persist(
                new QuarantineResolved(
                    ended.jobId(),
                    ended.topHash(),
                    failure.map(Throwable::getMessage),
                    clock.instant()));
    return stopping ? effect.thenStop().thenNoReply() : effect.thenRun(this::proceed).thenNoReply();
  }

  private ReplyEffect<PackageEvent, PackageState> onWake(PackageState state) {
    proceed(state);
    return Effect().noReply();
  }

  private ReplyEffect<PackageEvent, PackageState> onTick(PackageState state, Tick tick) {
    return switch (tick) {
      case RETRY -> onRetry(state);
      case ANNOUNCE, RESOLVE -> onWake(state);
      case REPORT -> {
        steps.report();
        yield Effect().noReply();
      }
      case IDLE -> {
        if (state.isIdle()) {
          shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        yield Effect().noReply();
      }
      case STOP_NOW -> Effect().stop().thenNoReply();
    };
  }

  private ReplyEffect<PackageEvent, PackageState> onRetry(PackageState state) {
    var due = state.active().filter(job -> job.retryAt().isPresent());
    if (due.isEmpty() || steps.isBusy() || stopping) {
      return Effect().noReply();
    }
    var job = due.get();
    return Effect()
        .persist(new AssemblyStarted(job.id(), job.attempt() + 1, clock.instant()))
        .thenRun(this::proceed)
        .thenNoReply();
  }

  /** Stops at once when nothing is under way, else when that has ended or patience has. */
  private ReplyEffect<PackageEvent, PackageState> onStop() {
    if (!steps.isBusy()) {
      return Effect().stop().thenNoReply();
    }
    stopping = true;
    steps.cancel();
    alarms.stopSoon();
    return Effect().noReply();
  }
}
