package io.bindery.platform.regular;

import akka.actor.Cancellable;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.failure.Causes;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work in steps, each of which says how long the pause before the next one is, until one says that
 * all is done. Nothing ends it in between: a step that throws, fails, or does not end in its time
 * is followed by the next one as well.
 */
public final class PacedWork {
  private static final Logger log = LoggerFactory.getLogger(PacedWork.class);

  /** A step. It answers the pause before the next one; empty: it was the last. */
  @FunctionalInterface
  public interface Step extends Supplier<CompletionStage<Optional<Duration>>> {}

  private final ActorSystem<?> system;
  private final String name;
  private final Duration patience;
  private final Duration afterFailure;
  private final Step step;
  private volatile Cancellable next = Cancellable.alreadyCancelled();
  private volatile boolean isOver;

  private PacedWork(
      ActorSystem<?> system, String name, Duration patience, Duration afterFailure, Step step) {
    this.system = system;
    this.name = name;
    this.patience = patience;
    this.afterFailure = afterFailure;
    this.step = step;
  }

  /**
   * Takes the first step at once, or after a pause.
   *
   * @param patience how long a step may take
   * @param afterFailure the pause after one that failed
   */
  public static PacedWork start(
      ActorSystem<?> system,
      String name,
      Duration first,
      Duration patience,
      Duration afterFailure,
      Step step) {
    var work = new PacedWork(system, name, patience, afterFailure, step);
    if (first.isZero()) {
      work.step();
    } else {
      work.goOn(first);
    }
    return work;
  }

  /** Takes no step any more. */
  public void end() {
    isOver = true;
    next.cancel();
  }

  private void step() {
    if (isOver) {
      return;
    }
    CompletableFuture<Optional<Duration>> taken;
    try {
      taken = step.get().toCompletableFuture();
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      taken = CompletableFuture.failedFuture(e);
    }
    var unused =
        taken
            .copy()
            .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
            .exceptionally(
                failure -> {
                  if (!isOver) {
                    log.warn(
                        "{}: trying again in {} ms: {}",
                        name,
                        afterFailure.toMillis(),
                        Causes.text(failure));
                  }
                  return Optional.of(afterFailure);
                })
            .thenAccept(pause -> pause.ifPresent(this::goOn));
  }

  private void goOn(Duration pause) {
    if (!isOver) {
      next = Timers.once(system, name, pause, this::step);
      if (isOver) {
        next.cancel();
      }
    }
  }
}
