package io.bindery.platform.regular;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.failure.Causes;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock's work. A scheduler forgets a task that throws, and says nothing: whoever waits for it
 * waits for ever. So all that is done by time, and not by an actor, is started here.
 */
public final class Timers {
  private static final Logger log = LoggerFactory.getLogger(Timers.class);

  private Timers() {}

  /** Does it again and again, with a pause after each time, until it is cancelled. */
  public static Cancellable every(
      ActorSystem<?> system, String name, Duration first, Duration pause, Runnable work) {
    return system
        .scheduler()
        .scheduleWithFixedDelay(first, pause, guarded(name, work), system.executionContext());
  }

  /** Does it once, after a pause. */
  public static Cancellable once(
      ActorSystem<?> system, String name, Duration pause, Runnable work) {
    return system.scheduler().scheduleOnce(pause, guarded(name, work), system.executionContext());
  }

  /** The same work for another scheduler: what it throws is logged, and goes no further. */
  public static Runnable guarded(String name, Runnable work) {
    return () -> {
      try {
        work.run();
      } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
        log.warn("{} failed: {}", name, Causes.text(e));
      }
    };
  }
}
