package io.bindery.platform.wake;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.cluster.typed.ClusterSingleton;
import akka.cluster.typed.SingletonActor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * Wakes entities whose time has come and that may not be in memory: passivated, or lost with their
 * node. One runs in the cluster. The table it reads is a hint: the woken entity decides, so a row
 * that is a little old costs one needless message and nothing else.
 */
public final class Sweeper {
  /** Names the entities whose time has come. */
  @FunctionalInterface
  public interface DueEntities {
    /** The ids of up to {@code limit} entities that are due at {@code now}, longest due first. */
    CompletionStage<List<String>> due(Instant now, int limit);
  }

  private sealed interface Command {}

  private enum Sweep implements Command {
    INSTANCE
  }

  private record Found(List<String> entities) implements Command {}

  private record Failed(Throwable reason) implements Command {}

  private final ActorContext<Command> context;
  private final TimerScheduler<Command> timers;
  private final String name;
  private final Duration interval;
  private final int limit;
  private final DueEntities due;
  private final Consumer<String> wake;

  private Sweeper(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      String name,
      Duration interval,
      int limit,
      DueEntities due,
      Consumer<String> wake) {
    this.context = context;
    this.timers = timers;
    this.name = name;
    this.interval = interval;
    this.limit = limit;
    this.due = due;
    this.wake = wake;
  }

  /**
   * Starts the sweeper on the oldest node.
   *
   * @param name of the singleton, one for each kind of entity
   * @param interval pause between two sweeps
   * @param limit how many entities one sweep wakes at most; a full sweep is followed by the next
   *     one after the same pause
   * @param due reads the table
   * @param wake sends the entity its wake-up; must not block
   */
  public static void start(
      ActorSystem<?> system,
      String name,
      Duration interval,
      int limit,
      DueEntities due,
      Consumer<String> wake) {
    Behavior<Command> behavior =
        Behaviors.setup(
            context ->
                Behaviors.withTimers(
                    timers ->
                        new Sweeper(context, timers, name, interval, limit, due, wake).sweeping()));
    ClusterSingleton.get(system).init(SingletonActor.of(behavior, name));
  }

  private Behavior<Command> sweeping() {
    pause();
    return Behaviors.receive(Command.class)
        .onMessage(Sweep.class, sweep -> onSweep())
        .onMessage(Found.class, this::onFound)
        .onMessage(Failed.class, this::onFailed)
        .build();
  }

  private Behavior<Command> onSweep() {
    context.pipeToSelf(
        due.due(Instant.now(), limit),
        (entities, failure) -> failure == null ? new Found(entities) : new Failed(failure));
    return Behaviors.same();
  }

  private Behavior<Command> onFound(Found found) {
    found.entities().forEach(wake);
    pause();
    return Behaviors.same();
  }

  private Behavior<Command> onFailed(Failed failed) {
    context
        .getLog()
        .warn("{}: cannot read what is due, trying again: {}", name, failed.reason().toString());
    pause();
    return Behaviors.same();
  }

  private void pause() {
    timers.startSingleTimer(Sweep.INSTANCE, interval);
  }
}
