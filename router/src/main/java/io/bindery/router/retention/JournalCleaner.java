package io.bindery.router.retention;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import io.bindery.platform.database.Tables;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what is old and needed by nobody any more: events that a snapshot has, and that belong to
 * no batch which is open or not announced. A prefix to which nothing comes takes a snapshot of its
 * own for it. One of it is in the cluster; should there be two for a moment, they delete the same.
 */
public final class JournalCleaner {
  private static final Logger log = LoggerFactory.getLogger(JournalCleaner.class);

  private sealed interface Command {}

  private enum Pass implements Command {
    INSTANCE
  }

  private record Passed(CleanupPass.Result result) implements Command {}

  private record Failed(Throwable reason) implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final OldRows rows;
  private final RetentionSettings settings;
  private final Duration timeout;
  private final Clock clock;

  private JournalCleaner(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      OldRows rows,
      RetentionSettings settings,
      Duration timeout,
      Clock clock) {
    this.context = context;
    this.timers = timers;
    this.rows = rows;
    this.settings = settings;
    this.timeout = timeout;
    this.clock = clock;
  }

  /**
   * Starts it on the oldest node.
   *
   * @param timeout how long a batch may take to answer
   */
  public static void start(
      ActorSystem<?> system, RetentionSettings settings, Duration timeout, Clock clock) {
    var rows = new OldRows(Tables.of(system));
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new JournalCleaner(context, timers, rows, settings, timeout, clock)
                            .cleaning()));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(
                Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()),
                "journal-cleaner"));
  }

  /** Events written before the answer may be gone; if it is empty, none are. */
  public static CompletionStage<Optional<Instant>> cleanedUntil(ActorSystem<?> system) {
    return new OldRows(Tables.of(system)).cleanedUntil();
  }

  private Behavior<Command> cleaning() {
    pause();
    return Behaviors.receive(Command.class)
        .onMessage(Pass.class, pass -> onPass())
        .onMessage(Passed.class, this::onPassed)
        .onMessage(Failed.class, this::onFailed)
        .build();
  }

  private Behavior<Command> onPass() {
    var pass = new CleanupPass(context.getSystem(), rows, settings, timeout, clock.instant());
    context.pipeToSelf(
        pass.run(),
        (result, failure) -> failure == null ? new Passed(result) : new Failed(failure));
    return Behaviors.same();
  }

  private Behavior<Command> onPassed(Passed passed) {
    var result = passed.result();
    if (result.deleted() > 0 || result.rested() > 0) {
      log.info(
          "cleaned up: {} rows deleted, {} idle prefixes put to rest",
          result.deleted(),
          result.rested());
    }
    pause();
    return Behaviors.same();
  }

  private Behavior<Command> onFailed(Failed failed) {
    log.warn(
        "the clean-up was broken off and goes on in {} s: {}",
        settings.interval().toSeconds(),
        failed.reason().toString());
    pause();
    return Behaviors.same();
  }

  private void pause() {
    timers.startSingleTimer(Pass.INSTANCE, settings.interval());
  }
}
