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
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
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
import io.bindery.platform.serialization.CborSerializable;
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
public final class Package
    extends EventSourcedBehaviorWithEnforcedReplies<Package.Command, PackageEvent, PackageState> {
  public static final EntityTypeKey<Command> KEY = EntityTypeKey.create(Command.class, "Package");

  private static final int EVENTS_PER_SNAPSHOT = 100;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  /** What a package can be told. */
  public sealed interface Command {}

  /**
   * Asks to make a revision.
   *
   * @param messageId the same whenever the message is delivered again
   * @param description as JSON, with everything filled in
   */
  public record Accept(String messageId, String description, ActorRef<Answer> replyTo)
      implements Command, CborSerializable {}

  /** Brings the package into memory, where it looks for unfinished jobs itself. */
  public record Wake() implements Command, CborSerializable {}

  /** Ends the actor; what is under way is done again elsewhere. */
  enum Stop implements Command {
    INSTANCE
  }

  private enum Tick implements Command {
    RETRY,
    ANNOUNCE,
    IDLE,
    STOP_NOW
  }

  record AssemblyDone(String jobId, PackageWork.Made made) implements Command {}

  record PushDone(String jobId, String pointer) implements Command {}

  record AnnounceDone(String jobId, String eventId) implements Command {}

  record AnnounceFailed(String jobId, Throwable reason) implements Command {}

  record AttemptEnded(String jobId, PackagingException reason) implements Command {}

  /** The answer to {@link Accept}. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Busy.class, name = "busy")
  })
  public sealed interface Answer extends CborSerializable {}

  /**
   * The journal has it.
   *
   * @param jobId the job that does it, which may be an earlier one that asks for the same
   */
  public record Accepted(String jobId) implements Answer {}

  /** Not now; it is to be sent again later. */
  public record Busy(String reason) implements Answer {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final ActorRef<ClusterSharding.ShardCommand> shard;
  private final PackageWork work;
  private final PackageLimits limits;
  private final InstantSource clock;

  /** The job that something is being done for right now, and how to stop it. */
  private Optional<Busyness> busy = Optional.empty();

  private int announceFailures;
  private boolean stopping;

  private record Busyness(String jobId, Runnable cancel) {}

  private Package(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
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
    this.work = work;
    this.limits = limits;
    this.clock = clock;
  }

  static Behavior<Command> create(
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
        .onSignal(RecoveryCompleted.instance(), this::proceed)
        .onSignal(PostStop.instance(), state -> cancel())
        .build();
  }

  @Override
  public CommandHandlerWithReply<Command, PackageEvent, PackageState> commandHandler() {
    return newCommandHandlerWithReplyBuilder()
        .forAnyState()
        .onCommand(Accept.class, this::onAccept)
        .onCommand(AssemblyDone.class, this::onAssemblyDone)
        .onCommand(PushDone.class, this::onPushDone)
        .onCommand(AnnounceDone.class, this::onAnnounceDone)
        .onCommand(AnnounceFailed.class, this::onAnnounceFailed)
        .onCommand(AttemptEnded.class, this::onAttemptEnded)
        .onCommand(Wake.class, (state, wake) -> onWake(state))
        .onCommand(Stop.class, (state, stop) -> onStop())
        .onCommand(Tick.class, this::onTick)
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
      return Effect()
          .reply(
              accept.replyTo(),
              new Busy("%d jobs of this package wait already".formatted(limits.waiting())));
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

  /** Does what the state asks for and is not being done. */
  private void proceed(PackageState state) {
    if (busy.isPresent() || stopping || state.active().isEmpty()) {
      return;
    }
    var job = state.active().get();
    if (job.pointer().isPresent()) {
      announce(job);
    } else if (job.retryAt().isPresent()) {
      var pause = Duration.between(clock.instant(), job.retryAt().get());
      timers.startSingleTimer(Tick.RETRY, pause.isNegative() ? Duration.ZERO : pause);
    } else {
      assemble(job);
    }
  }

  private void assemble(Job job) {
    var assembling = work.assemble(job.parsed());
    busy = Optional.of(new Busyness(job.id(), assembling.cancel()));
    context.pipeToSelf(
        assembling.result(),
        (made, failure) ->
            failure == null
                ? new AssemblyDone(job.id(), made)
                : ended(job, "Assembling the package", failure));
  }

  private ReplyEffect<PackageEvent, PackageState> onAssemblyDone(
      PackageState state, AssemblyDone done) {
    busy = Optional.empty();
    var made = done.made();
    if (stopping || !state.isActive(done.jobId())) {
      made.discard().run();
      return stopping ? Effect().stop().thenNoReply() : Effect().noReply();
    }
    var job = state.active().get();
    var now = clock.instant();
    // The same top hash in latest may be this job's own push, cut off before the journal knew.
    boolean resumed = job.assembled().filter(it -> it.topHash().equals(made.topHash())).isPresent();
    if (resumed) {
      push(job, made);
      return Effect().noReply();
    }
    if (made.latest().filter(made.topHash()::equals).isPresent()) {
      made.discard().run();
      return end(
          state, new RevisionUnchanged(job.id(), made.topHash(), made.files(), made.bytes(), now));
    }
    return Effect()
        .persist(
            new RevisionAssembled(
                job.id(), made.topHash(), made.files(), made.bytes(), now.getEpochSecond(), now))
        .thenRun(after -> after.active().ifPresent(assembled -> push(assembled, made)))
        .thenNoReply();
  }

  private void push(Job job, PackageWork.Made made) {
    // A push is short and is not cut off: the journal should learn what became of it.
    busy = Optional.of(new Busyness(job.id(), () -> {}));
    context.pipeToSelf(
        work.push(job.parsed(), made, job.assembled().orElseThrow().pointerSecond()),
        (pointer, failure) ->
            failure == null
                ? new PushDone(job.id(), pointer)
                : ended(job, "Pushing the revision", failure));
  }

  private ReplyEffect<PackageEvent, PackageState> onPushDone(PackageState state, PushDone done) {
    busy = Optional.empty();
    if (!state.isActive(done.jobId())) {
      return Effect().noReply();
    }
    var job = state.active().get();
    var topHash = job.assembled().orElseThrow().topHash();
    var manifest = S3Uri.of(job.parsed().registry(), RegistryLayout.manifest(new TopHash(topHash)));
    var pushed =
        Effect()
            .persist(
                new RevisionPushed(
                    job.id(), topHash, manifest.toString(), done.pointer(), clock.instant()));
    return stopping ? pushed.thenStop().thenNoReply() : pushed.thenRun(this::proceed).thenNoReply();
  }

  private void announce(Job job) {
    busy = Optional.of(new Busyness(job.id(), () -> {}));
    context.pipeToSelf(
        work.announce(job.parsed(), job.assembled().orElseThrow().topHash(), clock.instant()),
        (eventId, failure) ->
            failure == null
                ? new AnnounceDone(job.id(), eventId)
                : new AnnounceFailed(job.id(), failure));
  }

  private ReplyEffect<PackageEvent, PackageState> onAnnounceDone(
      PackageState state, AnnounceDone done) {
    busy = Optional.empty();
    announceFailures = 0;
    if (!state.isActive(done.jobId())) {
      return Effect().noReply();
    }
    var topHash = state.active().orElseThrow().assembled().orElseThrow().topHash();
    return end(
        state, new RevisionAnnounced(done.jobId(), topHash, done.eventId(), clock.instant()));
  }

  /** A revision that is in the registry must be told of: this is tried until it succeeds. */
  private ReplyEffect<PackageEvent, PackageState> onAnnounceFailed(
      PackageState state, AnnounceFailed failed) {
    busy = Optional.empty();
    if (stopping) {
      return Effect().stop().thenNoReply();
    }
    announceFailures++;
    context
        .getLog()
        .warn(
            "the revision of job {} is pushed but its event is not out, trying again: {}",
            failed.jobId(),
            Failures.root(failed.reason()).toString());
    timers.startSingleTimer(Tick.ANNOUNCE, limits.retry().pauseAfter(announceFailures));
    return Effect().noReply();
  }

  private static AttemptEnded ended(Job job, String where, Throwable failure) {
    return new AttemptEnded(job.id(), Failures.of(where, failure));
  }

  private ReplyEffect<PackageEvent, PackageState> onAttemptEnded(
      PackageState state, AttemptEnded failed) {
    busy = Optional.empty();
    if (stopping) {
      return Effect().stop().thenNoReply();
    }
    if (!state.isActive(failed.jobId())) {
      return Effect().noReply();
    }
    var job = state.active().get();
    var now = clock.instant();
    var reason = failed.reason().getMessage();
    if (!failed.reason().isPassing()) {
      return end(state, new JobFailed(job.id(), job.attempt(), reason, now));
    }
    if (!limits.retry().allowsAfter(job.attempt())) {
      var all = "Given up after %d attempts. %s".formatted(job.attempt(), reason);
      return end(state, new JobFailed(job.id(), job.attempt(), all, now));
    }
    var retryAt = now.plus(limits.retry().pauseAfter(job.attempt()));
    context.getLog().warn("job {} is tried again at {}: {}", job.id(), retryAt, reason);
    return Effect()
        .persist(new AttemptFailed(job.id(), job.attempt(), reason, retryAt, now))
        .thenRun(this::proceed)
        .thenNoReply();
  }

  /** The job is over; the next one begins in the same write. */
  private ReplyEffect<PackageEvent, PackageState> end(PackageState state, PackageEvent ending) {
    JobLog.ended(context.getLog(), state.active().orElseThrow(), ending);
    var events = new ArrayList<PackageEvent>(List.of(ending));
    state.waiting().stream()
        .findFirst()
        .ifPresent(next -> events.add(new AssemblyStarted(next.id(), 1, ending.at())));
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
        if (state.isIdle() && busy.isEmpty()) {
          shard.tell(new ClusterSharding.Passivate<>(context.getSelf()));
        }
        yield Effect().noReply();
      }
      case STOP_NOW -> Effect().stop().thenNoReply();
    };
  }

  private ReplyEffect<PackageEvent, PackageState> onRetry(PackageState state) {
    var due = state.active().filter(job -> job.retryAt().isPresent());
    if (due.isEmpty() || busy.isPresent() || stopping) {
      return Effect().noReply();
    }
    var next = new AssemblyStarted(due.get().id(), due.get().attempt() + 1, clock.instant());
    return Effect().persist(next).thenRun(this::proceed).thenNoReply();
  }

  /** Stops at once when nothing is under way, else when that has ended or patience has. */
  private ReplyEffect<PackageEvent, PackageState> onStop() {
    if (busy.isEmpty()) {
      return Effect().stop().thenNoReply();
    }
    stopping = true;
    cancel();
    timers.startSingleTimer(Tick.STOP_NOW, STOP_PATIENCE);
    return Effect().noReply();
  }

  private void cancel() {
    busy.ifPresent(it -> it.cancel().run());
  }
}
