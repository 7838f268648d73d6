package io.bindery.platform.regular;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.failure.Causes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work that a node does again and again, with a pause after each time, until the node stops. It
 * ends before the database and the AWS clients are closed, for that they are gone then is no news.
 */
public final class RegularWork {
  private static final Logger log = LoggerFactory.getLogger(RegularWork.class);

  private final String name;
  private final Runnable work;
  private volatile boolean isOver;

  private RegularWork(String name, Runnable work) {
    this.name = name;
    this.work = work;
  }

  /**
   * Does it for the first time after a pause. What fails once is done again after the same pause.
   */
  public static RegularWork start(
      ActorSystem<?> system, String name, Duration pause, Runnable work) {
    var regular = new RegularWork(name, work);
    var running = Timers.every(system, name, pause, pause, regular::once);
    CoordinatedShutdown.get(system)
        .addTask(
            CoordinatedShutdown.PhaseServiceStop(),
            "end-" + name,
            () -> {
              regular.isOver = true;
              running.cancel();
              return CompletableFuture.completedFuture(Done.done());
            });
    return regular;
  }

  private void once() {
    try {
      work.run();
    } catch (RuntimeException e) {
      if (!isOver) {
        log.warn("{}: trying again: {}", name, Causes.text(e));
      }
    }
  }

  /** Whether the node stops: what fails from then on is no news. */
  public boolean isOver() {
    return isOver;
  }
}
