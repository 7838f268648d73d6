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
import io.bindery.packager.job.PackageCommand.Accepted;
import io.bindery.packager.job.PackageCommand.AnnounceDone;
import io.bindery.packager.job.PackageCommand.AnnounceFailed;
import io.bindery.packager.job.PackageCommand.AssemblyDone;
import io.bindery.packager.job.PackageCommand.AttemptEnded;
import io.bindery.packager.job.PackageCommand.Busy;
import io.bindery.packager.job.PackageCommand.Outcome;
import io.bindery.packager.job.PackageCommand.PushDone;
import io.bindery.packager.job.PackageCommand.Stop;
import io.bindery.packager.job.PackageCommand.Tick;
import io.bindery.packager.job.PackageCommand.Wake;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.DescriptionCoalesced;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import io.bindery.packager.manifest.TopHash;
import io.bindery.packager.registry.RegistryLayout;
import io.bindery.protocol.s3.S3Uri;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final ActorContext<PackageCommand> context;
  private final TimerScheduler<PackageCommand> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final Steps steps;
  private final PackageLimits limits;
  private final InstantSource clock;
  private int announceFailures;
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
    this.timers = timers;
    this.shard = shard;
    this.steps = new Steps(context, work);
    this.limits = limits;
    this.clock = clock;
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

  @Override
  public SignalHandler<PackageState> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), this::onRecoveryCompleted)
        .onSignal(PostStop.instance(), state -> steps.cancel())
        .build();
  }

  @Override
  public CommandHandlerWithReply<PackageCommand, PackageEvent, PackageState> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Accept.class, this::onAccept)
        .onCommand(Outcome.class, this::onOutcome)
        .onCommand(Wake.class, (state, wake) -> onWake(state))
        .onCommand(Tick.class, this::onTick)
        .onCommand(Stop.class, (state, stop) -> onStop())
        .build();
  }

  private ReplyEffect<PackageEvent, PackageState> onAccept(PackageState state, Accept accept) {
    if (stopping) {
      return Effect().reply(accept.replyTo(), new Busy("the package moves to another node"));
    }
    var identity = JobId.of(accept.messageId(), accept.description());
    var known = state.recent().get(identity);
    if (known != null) {
      return Effect().reply(accept.replyTo(), new Accepted(known));
    }
    var now = clock.instant();
    var same = state.waitingFor(accept.description());
    if (same.isPresent()) {
      var id = same.get().id();
      return Effect()
          .persist(new DescriptionCoalesced(id, identity, accept.messageId(), now))
          .thenReply(accept.replyTo(), after -> new Accepted(id));
    }
    if (state.waiting().size() >= limits.waiting()) {
      var reason = "%d jobs of this package wait already".formatted(limits.waiting());
      return Effect().reply(accept.replyTo(), new Busy(reason));
    }
    var events = new ArrayList<PackageEvent>();
    events.add(new DescriptionAccepted(identity, accept.messageId(), accept.description(), now));
    if (state.isIdle()) {
      events.add(new AssemblyStarted(identity, 1, now));
    }
    return Effect()
        .persist(events)
        .thenRun(this::proceed)
        .thenReply(accept.replyTo(), after -> new Accepted(identity));
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
    if (steps.isBusy() || stopping || state.active().isEmpty()) {
      return;
    }
    var job = state.active().get();
    if (job.pointer().isPresent()) {
      steps.announce(job, clock.instant());
    } else if (job.retryAt().isPresent()) {
      var pause = Duration.between(clock.instant(), job.retryAt().get());
      timers.startSingleTimer(Tick.RETRY, pause.isNegative() ? Duration.ZERO : pause);
    } else {
      steps.assemble(job);
    }
  }

  private ReplyEffect<PackageEvent, PackageState> onOutcome(PackageState state, Outcome outcome) {
    steps.ended();
    var job = state.active().filter(it -> it.id().equals(outcome.jobId())).orElseThrow();
    if (outcome instanceof AssemblyDone done) {
      return onAssembled(state, job, done.made());
    }
    if (outcome instanceof PushDone done) {
      return onPushed(state, job, done.pointer());
    }
    if (outcome instanceof AnnounceDone done) {
      announceFailures = 0;
      var topHash = job.assembled().orElseThrow().topHash();
      return end(
          state, job, new RevisionAnnounced(job.id(), topHash, done.eventId(), clock.instant()));
    }
    if (stopping) {
      return Effect().stop().thenNoReply();
    }
    return outcome instanceof AnnounceFailed failed
        ? onAnnounceFailed(job, failed.reason())
        : onAttemptEnded(state, job, (AttemptEnded) outcome);
  }

  private ReplyEffect<PackageEvent, PackageState> onAssembled(
      PackageState state, Job job, PackageWork.Made made) {
    if (stopping) {
      made.discard().run();
      return Effect().stop().thenNoReply();
    }
    // The same top hash in latest may be this job's own push, cut off before the journal knew.
    if (job.assembled().filter(it -> it.topHash().equals(made.topHash())).isPresent()) {
      steps.push(job, made);
      return Effect().noReply();
    }
    // The content is another than the one that an earlier attempt was about to push.
    job.assembled().ifPresent(left -> steps.abandon(job, left));
    var now = clock.instant();
    if (made.latest().filter(made.topHash()::equals).isPresent()) {
      made.discard().run();
      return end(
          state,
          job,
          new RevisionUnchanged(job.id(), made.topHash(), made.files(), made.bytes(), now));
    }
    return Effect()
        .persist(
            new RevisionAssembled(
                job.id(), made.topHash(), made.files(), made.bytes(), now.getEpochSecond(), now))
        .thenRun(after -> steps.push(after.active().orElseThrow(), made))
        .thenNoReply();
  }

  private ReplyEffect<PackageEvent, PackageState> onPushed(
      PackageState state, Job job, Optional<String> pointer) {
    var made = job.assembled().orElseThrow();
    if (pointer.isEmpty()) {
      return end(
          state,
          job,
          new RevisionUnchanged(
              job.id(), made.topHash(), made.files(), made.bytes(), clock.instant()));
    }
    var topHash = made.topHash();
    var manifest = S3Uri.of(job.parsed().registry(), RegistryLayout.manifest(new TopHash(topHash)));
    var now = clock.instant();
    return thenProceed(
        List.of(new RevisionPushed(job.id(), topHash, manifest.toString(), pointer.get(), now)));
  }

  /** A revision that is in the registry must be told of: this is tried until it succeeds. */
  private ReplyEffect<PackageEvent, PackageState> onAnnounceFailed(Job job, String reason) {
    announceFailures++;
    JobLog.notAnnounced(context.getLog(), job, reason);
    timers.startSingleTimer(Tick.ANNOUNCE, limits.retry().pauseAfter(announceFailures));
    return Effect().noReply();
  }

  private ReplyEffect<PackageEvent, PackageState> onAttemptEnded(
      PackageState state, Job job, AttemptEnded failed) {
    var now = clock.instant();
    if (!failed.passing()) {
      return end(state, job, new JobFailed(job.id(), job.attempt(), failed.reason(), now));
    }
    if (!limits.retry().allowsAfter(job.attempt())) {
      var all = "Given up after %d attempts. %s".formatted(job.attempt(), failed.reason());
      return end(state, job, new JobFailed(job.id(), job.attempt(), all, now));
    }
    var retryAt = now.plus(limits.retry().pauseAfter(job.attempt()));
    JobLog.retried(context.getLog(), job, retryAt, failed.reason());
    return thenProceed(
        List.of(new AttemptFailed(job.id(), job.attempt(), failed.reason(), retryAt, now)));
  }

  /** The job is over; the next one begins in the same write. */
  private ReplyEffect<PackageEvent, PackageState> end(
      PackageState state, Job job, PackageEvent ending) {
    JobLog.ended(context.getLog(), job, ending);
    if (ending instanceof JobFailed) {
      job.assembled().ifPresent(left -> steps.abandon(job, left));
    }
    var events = new ArrayList<>(List.of(ending));
    state.waiting().stream()
        .findFirst()
        .ifPresent(next -> events.add(new AssemblyStarted(next.id(), 1, ending.at())));
    return thenProceed(events);
  }

  private ReplyEffect<PackageEvent, PackageState> thenProceed(List<PackageEvent> events) {
    var effect = Effect().persist(events);
    return stopping ? effect.thenStop().thenNoReply() : effect.thenRun(this::proceed).thenNoReply();
  }

  private ReplyEffect<PackageEvent, PackageState> onWake(PackageState state) {
    proceed(state);
    return Effect().noReply();
  }

  private ReplyEffect<PackageEvent, PackageState> onTick(PackageState state, Tick tick) {
    return switch (tick) {
      case RETRY -> onRetry(state);
      case ANNOUNCE -> onWake(state);
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
    return thenProceed(List.of(new AssemblyStarted(job.id(), job.attempt() + 1, clock.instant())));
  }

  /** Stops at once when nothing is under way, else when that has ended or patience has. */
  private ReplyEffect<PackageEvent, PackageState> onStop() {
    if (!steps.isBusy()) {
      return Effect().stop().thenNoReply();
    }
    stopping = true;
    steps.cancel();
    timers.startSingleTimer(Tick.STOP_NOW, STOP_PATIENCE);
    return Effect().noReply();
  }
}
