package io.bindery.packager.ahead;

import akka.actor.typed.Behavior;
import akka.actor.typed.PreRestart;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.bindery.packager.ahead.AheadMeters.Dropped;
import io.bindery.packager.ahead.AheadMeters.Pause;
import io.bindery.packager.ahead.Step.Hashed;
import io.bindery.packager.ahead.Step.Looked;
import io.bindery.packager.ahead.Step.Saved;
import io.bindery.packager.ahead.Step.Tick;
import io.bindery.packager.assembly.EarlyHashes;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.platform.ahead.AheadMessage;
import io.bindery.platform.ahead.PackagedFolder;
import io.bindery.platform.ahead.RecordedObjects;
import io.bindery.platform.database.DatabaseWatch;
import io.bindery.platform.telemetry.Meters;
import io.bindery.protocol.description.SourceFolder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Hashes objects of one node's share as their notices come. All that it has is in memory: what is
 * lost, dropped or cannot be read is hashed by the package, as ever.
 */
final class HashAhead extends AbstractBehavior<AheadMessage> {
  /** A policy that changes is known to all nodes within a second. */
  private static final Duration FOLLOW = Duration.ofSeconds(1);

  /** New hashes wait so long for others to be saved with. */
  private static final Duration SAVE = Duration.ofMillis(200);

  /** How many objects are looked for in the cache at once. */
  private static final int PAGE = 100;

  private final PackagePolicies policies;
  private final Set<String> sources;
  private final EarlyHashes hashes;
  private final DatabaseWatch database;
  private final TimerScheduler<AheadMessage> timers;
  private final AheadMeters meters;
  private final Announced announced;
  private final WaitingObjects waiting;
  private final Hashing hashing;
  private final Pauses pauses;
  private final Unsaved unsaved = new Unsaved();
  private final Aside aside = new Aside(System::nanoTime);

  /** Folders that were packaged while others of their objects were looked at. */
  private final List<PackagedFolder> packaged = new ArrayList<>();

  private boolean looking;
  private boolean saving;
  private boolean ended;

  private HashAhead(
      ActorContext<AheadMessage> context,
      TimerScheduler<AheadMessage> timers,
      AheadSettings settings,
      PackagePolicies policies,
      Set<String> sources,
      EarlyHashes hashes) {
    super(context);
    var system = context.getSystem();
    this.policies = policies;
    this.sources = sources;
    this.hashes = hashes;
    this.timers = timers;
    this.database = DatabaseWatch.get(system);
    this.announced = new Announced(system.receptionist(), context.getSelf());
    this.waiting = new WaitingObjects(settings.waiting());
    this.hashing = new Hashing(settings.parallel());
    this.meters = new AheadMeters(Meters.get(system), waiting::size);
    this.pauses = new Pauses(timers, meters);
    timers.startTimerWithFixedDelay(Tick.FOLLOW, FOLLOW);
    follow();
  }

  static Behavior<AheadMessage> create(
      AheadSettings settings, PackagePolicies policies, Set<String> sources, EarlyHashes hashes) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new HashAhead(context, timers, settings, policies, sources, hashes)));
  }

  @Override
  public Receive<AheadMessage> createReceive() {
    return newReceiveBuilder()
        .onMessage(RecordedObjects.class, this::onRecorded)
        .onMessage(PackagedFolder.class, this::onPackaged)
        .onMessage(Looked.class, this::onLooked)
        .onMessage(Hashed.class, this::onHashed)
        .onMessage(Saved.class, this::onSaved)
        .onMessage(Tick.class, this::onTick)
        .onSignal(
            PreRestart.class,
            signal -> {
              var unused = hashing.cancel(object -> true);
              return this;
            })
        .build();
  }

  private Behavior<AheadMessage> onRecorded(RecordedObjects recorded) {
    var folder = new SourceFolder(recorded.bucket(), recorded.prefix());
    if (ended || !sources.contains(recorded.bucket()) || !policies.hashesAhead(folder)) {
      return this;
    }
    if (aside.has(folder)) {
      meters.dropped(Dropped.ASIDE, recorded.objects().size());
      return this;
    }
    for (var object : recorded.objects()) {
      if (!waiting.add(folder, object)) {
        meters.dropped(Dropped.FULL, 1);
      }
    }
    return next();
  }

  private Behavior<AheadMessage> onPackaged(PackagedFolder folder) {
    if (looking) {
      packaged.add(folder);
    }
    meters.dropped(
        Dropped.PACKAGED,
        waiting.drop(folder)
            + hashing.cancel(object -> WaitingObjects.isIn(folder, object.location())));
    return next();
  }

  private Behavior<AheadMessage> onLooked(Looked looked) {
    looking = false;
    var page = looked.page();
    if (looked.failure().isPresent()) {
      var failure = Failures.of("Hashing ahead", looked.failure().get());
      if (pauses.after(failure)) {
        waiting.addAgain(page);
      } else {
        leave(page.folder(), failure, page.objects().size());
      }
    }
    for (var object : looked.missing()) {
      if (packaged.stream().anyMatch(folder -> WaitingObjects.isIn(folder, object.location()))) {
        meters.dropped(Dropped.PACKAGED, 1);
      } else if (!unsaved.has(object)) {
        hashing.add(new Hashing.Task(page.folder(), object, 1));
      }
    }
    packaged.clear();
    pauses.took(looked.begunAt());
    return next();
  }

  private Behavior<AheadMessage> onHashed(Hashed hashed) {
    boolean cancelled = hashing.ended(hashed.task());
    var folder = hashed.task().folder();
    if (hashed.failure().isEmpty()) {
      pauses.forget();
      aside.worked(folder);
      unsaved.add(hashed.found().orElseThrow());
    } else if (!cancelled) {
      var failure = Failures.of("Hashing ahead", hashed.failure().get());
      // If it was overwritten or deleted, there will be another notice.
      if (failure.reason() != FailureReason.CHANGED
          && !(pauses.after(failure) && hashing.again(hashed.task()))) {
        leave(folder, failure, 1);
      }
    }
    return next();
  }

  /** Objects of a folder are left to its package, and after many of them it is put aside. */
  private void leave(SourceFolder folder, PackagingException failure, int number) {
    meters.dropped(failure.reason(), number);
    if (aside.failed(folder, failure.getMessage())) {
      meters.dropped(Dropped.ASIDE, hashing.drop(folder));
    }
  }

  private Behavior<AheadMessage> onSaved(Saved saved) {
    saving = false;
    if (saved.failure().isEmpty()) {
      saved.entries().forEach(entry -> meters.kept(entry.found()));
      pauses.took(saved.begunAt());
    } else {
      var failure = Failures.of("Hashing ahead", saved.failure().get());
      pauses.after(failure);
      meters.dropped(failure.reason(), unsaved.addAgain(saved.entries(), failure.getMessage()));
    }
    return next();
  }

  private Behavior<AheadMessage> onTick(Tick tick) {
    switch (tick) {
      case FOLLOW -> follow();
      case SAVE -> save();
      case RESUME -> pauses.end();
      case END -> end();
    }
    return next();
  }

  private void follow() {
    if (!ended) {
      announced.follow(
          policies.hashedAhead().stream()
              .filter(sources::contains)
              .collect(Collectors.toUnmodifiableSet()));
    }
  }

  private void end() {
    ended = true;
    announced.follow(Set.of());
    timers.cancelAll();
    waiting.clear();
    var unused = hashing.cancel(object -> true);
  }

  private Behavior<AheadMessage> next() {
    if (ended || pauses.isPaused()) {
      return this;
    }
    if (database.isAway() && !(waiting.isEmpty() && hashing.isIdle() && unsaved.isEmpty())) {
      pauses.begin(Pause.AWAY, "the database is away");
      return this;
    }
    look();
    if (!unsaved.isFull()) {
      hashing.begin().forEach(this::hash);
    }
    if (unsaved.isGroup() || unsaved.isToBeTriedAlone() || (hashing.isIdle() && !looking)) {
      save();
    } else if (!unsaved.isEmpty() && !timers.isTimerActive(Tick.SAVE)) {
      timers.startSingleTimer(Tick.SAVE, SAVE);
    }
    return this;
  }

  private void look() {
    while (!looking && hashing.hasRoom() && !waiting.isEmpty()) {
      var page = waiting.take(PAGE);
      // Since these came, their folder may have been put aside, or its policy switched off.
      if (aside.has(page.folder())) {
        meters.dropped(Dropped.ASIDE, page.objects().size());
      } else if (policies.hashesAhead(page.folder())) {
        looking = true;
        long begunAt = System.nanoTime();
        pipe(
            hashes.missing(page.folder(), page.objects()),
            (missing, failure) ->
                new Looked(page, failure.isEmpty() ? missing : List.of(), failure, begunAt));
      }
    }
  }

  private void hash(Hashing.Run run) {
    pipe(
        hashes.hash(run.task().object(), run),
        (found, failure) -> new Hashed(run.task(), Optional.ofNullable(found), failure));
  }

  private void save() {
    if (saving || ended || pauses.isPaused() || unsaved.isEmpty()) {
      return;
    }
    saving = true;
    var taken = unsaved.take();
    long begunAt = System.nanoTime();
    pipe(
        hashes.remember(Unsaved.hashes(taken)),
        (done, failure) -> new Saved(taken, failure, begunAt));
  }

  private <T> void pipe(CompletionStage<T> stage, BiFunction<T, Optional<Throwable>, Step> step) {
    getContext()
        .pipeToSelf(stage, (value, failure) -> step.apply(value, Optional.ofNullable(failure)));
  }
}
