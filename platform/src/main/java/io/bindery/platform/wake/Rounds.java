package io.bindery.platform.wake;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.telemetry.Meters;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that is done again and again by one node of a role, with a pause after each round. Should
 * there be two of a name for a moment, while nodes change, both do the same work.
 */
public final class Rounds {
  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  private enum Command {
    ROUND,
    ENDED
  }

  private final Counter done;
  private final Counter failed;
  private final String name;
  private final Duration pause;
  private final Supplier<CompletionStage<Done>> round;

  private Rounds(
      Meters meters, String name, Duration pause, Supplier<CompletionStage<Done>> round) {
    this.done = counter(meters, name, "done");
    this.failed = counter(meters, name, "failed");
    this.name = name;
    this.pause = pause;
    this.round = round;
  }

  private static Counter counter(Meters meters, String name, String outcome) {
    return meters.counter(
        "bindery.rounds",
        "Rounds of recurring work, such as cleaning up, by how they ended.",
        "name",
        name,
        "outcome",
        outcome);
  }

  /**
   * Starts the rounds, if this node has the role; they end with the system. One that fails is
   * logged, and the next one comes.
   *
   * @param role of the nodes of which one does it
   * @param name of the singleton, the same on all nodes
   */
  public static void start(
      ActorSystem<?> system,
      NodeRole role,
      String name,
      Duration pause,
      Supplier<CompletionStage<Done>> round) {
    var rounds = new Rounds(Meters.get(system), name, pause, round);
    Singletons.start(system, role, name, rounds.behavior());
  }

  private Behavior<Command> behavior() {
    return Behaviors.withTimers(
        timers ->
            Behaviors.setup(
                context -> {
                  timers.startSingleTimer(Command.ROUND, pause);
                  return Behaviors.receive(Command.class)
                      .onMessageEquals(Command.ROUND, () -> begin(context))
                      .onMessageEquals(Command.ENDED, () -> rest(timers))
                      .build();
                }));
  }

  private Behavior<Command> begin(ActorContext<Command> context) {
    context.pipeToSelf(
        attempt(),
        (done, failure) -> {
          (failure == null ? this.done : failed).increment();
          if (failure != null) {
            log.warn("{}: trying again: {}", name, Causes.text(failure));
          }
          return Command.ENDED;
        });
    return Behaviors.same();
  }

  private CompletionStage<Done> attempt() {
    try {
      return round.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Behavior<Command> rest(TimerScheduler<Command> timers) {
    timers.startSingleTimer(Command.ROUND, pause);
    return Behaviors.same();
  }
}
