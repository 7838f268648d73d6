package io.bindery.platform.regular;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Work that a node does again and again, with a pause after each time, until the node stops. It
 * ends before the database and the AWS clients are closed, for that they are gone then is no news.
 */
public final class RegularWork {
  private volatile boolean isOver;

  private RegularWork() {}

  /** Does it for the first time after a pause. */
  public static RegularWork start(
      ActorSystem<?> system, String name, Duration pause, Runnable work) {
    var regular = new RegularWork();
    var running =
        system.scheduler().scheduleWithFixedDelay(pause, pause, work, system.executionContext());
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

  /** Whether the node stops: what fails from then on is no news. */
  public boolean isOver() {
    return isOver;
  }
}
