package io.bindery.platform.cleanup;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does a clean-up, pauses, and does it again, on the oldest node. One of a name is in the cluster;
 * should there be two for a moment, they delete the same. A pass that fails is told, and the next
 * one goes on.
 */
public final class CleanupLoop {
  private static final Logger log = LoggerFactory.getLogger(CleanupLoop.class);

  private sealed interface Command {}

  private enum Pass implements Command {
    INSTANCE
  }

  private record Passed(String done) implements Command {}

  private record Failed(Throwable reason) implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final Duration interval;
  private final Supplier<CompletionStage<String>> pass;

  private CleanupLoop(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      Duration interval,
      Supplier<CompletionStage<String>> pass) {
    this.context = context;
    this.timers = timers;
    this.interval = interval;
    this.pass = pass;
  }

  /**
   * Starts it; the first pass begins after a pause.
   *
   * @param name of the singleton, the same for ever
   * @param interval pause between two passes
   * @param pass says what it did, in words for the log; nothing if there was nothing to do
   */
  public static void start(
      ActorSystem<?> system,
      String name,
      Duration interval,
      Supplier<CompletionStage<String>> pass) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers -> new CleanupLoop(context, timers, interval, pass).cleaning()));
    ClusterSingleton.get(system)
        .init(
            SingletonActor.of(
                Behaviors.supervise(behavior).onFailure(SupervisorStrategy.restart()), name));
  }

  private Behavior<Command> cleaning() {
    pause();
    return Behaviors.receive(Command.class)
        .onMessage(Pass.class, begin -> onPass())
        .onMessage(Passed.class, this::onPassed)
        .onMessage(Failed.class, this::onFailed)
        .build();
  }

  private Behavior<Command> onPass() {
    context.pipeToSelf(
        pass.get(), (done, failure) -> failure == null ? new Passed(done) : new Failed(failure));
    return Behaviors.same();
  }

  private Behavior<Command> onPassed(Passed passed) {
    if (!passed.done().isEmpty()) {
      log.info("cleaned up: {}", passed.done());
    }
    pause();
    return Behaviors.same();
  }

  private Behavior<Command> onFailed(Failed failed) {
    log.warn(
        "the clean-up was broken off and goes on in {} s: {}",
        interval.toSeconds(),
        failed.reason().toString());
    pause();
    return Behaviors.same();
  }

  private void pause() {
    timers.startSingleTimer(Pass.INSTANCE, interval);
  }
}
