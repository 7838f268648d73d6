package io.bindery.platform.queue;

import akka.Done;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.regular.PacedWork;
import io.bindery.platform.regular.Timers;
import io.bindery.platform.retry.Backoff;
import io.bindery.platform.stage.Stages;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a queue may be received from: what others call a circuit breaker. Each receive counts
 * against a message, and one that was received too often is moved away by SQS, however good it is.
 * So while what messages are handled with is away, nothing is received; once it is back, one
 * receive tries whether messages can be handled again.
 */
final class Circuit {
  private static final Logger log = LoggerFactory.getLogger(QueueConsumer.class);

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

  /** What does not answer for so long is not there. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** So many groups of messages in a row of which none could be handled are no accident. */
  private static final int HOPELESS = 3;

  /**
   * While others were handled, those of the batches of a dead node are what could not be. Longer
   * than the groups that fail together take to be told of, and shorter than one takes to fail.
   */
  private static final Duration LATELY = Duration.ofSeconds(3);

  private enum State {
    RECEIVING,
    /** It is asked whether all that is needed is there. */
    ASKING,
    /** One receive at a time. */
    TRYING
  }

  private final ActorSystem<?> system;
  private final String name;
  private final Supplier<CompletionStage<Done>> needed;
  private final Duration trialPatience;

  private State state = State.RECEIVING;
  private boolean trialUnderWay;
  private int trials;
  private int failures;
  private long lastHandled = System.nanoTime() - LATELY.toNanos();
  private int pauses;
  private boolean told;
  private CompletableFuture<Void> change = new CompletableFuture<>();

  /**
   * @param needed asks whether what messages are handled with is there
   * @param trialPatience a trial of which nothing is heard for so long is over
   */
  Circuit(
      ActorSystem<?> system,
      String name,
      Supplier<CompletionStage<Done>> needed,
      Duration trialPatience) {
    this.system = system;
    this.name = name;
    this.needed = needed;
    this.trialPatience = trialPatience;
  }

  /**
   * Done when a receive may be made; it is told of by {@link #broughtNothing()} if it is in vain.
   */
  synchronized CompletionStage<Void> permit() {
    if (state == State.RECEIVING) {
      return CompletableFuture.completedFuture(null);
    }
    if (state == State.TRYING && !trialUnderWay) {
      trialUnderWay = true;
      int trial = ++trials;
      var unused =
          Timers.once(system, name + ": ending a trial", trialPatience, () -> endTrial(trial));
      return CompletableFuture.completedFuture(null);
    }
    return change.thenCompose(changed -> permit());
  }

  synchronized boolean isReceiving() {
    return state == State.RECEIVING;
  }

  /** A receive brought no message, or was not made. */
  synchronized void broughtNothing() {
    if (state == State.TRYING) {
      trialUnderWay = false;
      changed();
    }
  }

  /**
   * What became of messages that were handled together.
   *
   * @param some whether any could be handled
   * @param all whether all could be
   */
  synchronized void handled(boolean some, boolean all) {
    if (some) {
      failures = 0;
      lastHandled = System.nanoTime();
      if (state == State.TRYING) {
        receiveAgain();
      }
    } else {
      failures++;
    }
    if (!all && state != State.ASKING) {
      boolean tried = state == State.TRYING;
      state = State.ASKING;
      if (tried) {
        ask(PAUSES.after(++pauses));
      } else {
        ask(Duration.ZERO);
      }
    }
  }

  private void receiveAgain() {
    state = State.RECEIVING;
    pauses = 0;
    if (told) {
      log.info("{}: messages are received again", name);
      told = false;
    }
    trialUnderWay = false;
    changed();
  }

  private void ask(Duration first) {
    var unused =
        PacedWork.start(
            system,
            name + ": asking for what messages need",
            first,
            PATIENCE.multipliedBy(2),
            PAUSES.longest(),
            this::ask);
  }

  private CompletionStage<Optional<Duration>> ask() {
    CompletableFuture<Done> answer;
    try {
      answer = Stages.direct(needed.get(), system.executionContext());
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer
        .orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .handle((there, failure) -> answered(failure));
  }

  /** How long it is until it is asked again; empty: it need not be. */
  private synchronized Optional<Duration> answered(Throwable failure) {
    if (failure == null && pauses == 0 && !isHopeless()) {
      receiveAgain();
      return Optional.empty();
    }
    if (!told) {
      log.warn(
          "{}: nothing is received until messages can be handled again: {}",
          name,
          failure == null ? "none can be now" : QueueConsumer.rootMessage(failure));
      told = true;
    }
    if (failure != null) {
      return Optional.of(PAUSES.after(++pauses));
    }
    state = State.TRYING;
    trialUnderWay = false;
    changed();
    return Optional.empty();
  }

  private boolean isHopeless() {
    return failures >= HOPELESS && System.nanoTime() - lastHandled >= LATELY.toNanos();
  }

  private synchronized void endTrial(int trial) {
    if (trial == trials) {
      broughtNothing();
    }
  }

  private void changed() {
    var before = change;
    change = new CompletableFuture<>();
    // Elsewhere: those who wait ask for their permit at once.
    system.executionContext().execute(() -> before.complete(null));
  }
}
