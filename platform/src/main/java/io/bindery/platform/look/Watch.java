package io.bindery.platform.look;

import akka.Done;
import akka.actor.Cancellable;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorSystem;
import io.bindery.platform.health.Finding;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Part;
import io.bindery.platform.regular.PacedWork;
import io.bindery.platform.retry.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Looks at one thing for as long as the system runs: at once, again and again with growing pauses
 * until it can be used, and from time to time after. What is found stands in the node's health.
 */
public final class Watch {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  /** For what is done with what was found. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ActorSystem<?> system;
  private final Look look;
  private final LookSettings settings;
  private final Part part;
  private final CompletableFuture<Finding> first = new CompletableFuture<>();
  private final Backoff pauses;
  private final PacedWork looks;
  private volatile int inVain;
  private volatile Cancellable atTheStop = Cancellable.alreadyCancelled();
  private volatile boolean stopped;

  private Watch(ActorSystem<?> system, Look look, LookSettings settings) {
    this.system = system;
    this.look = look;
    this.settings = settings;
    this.pauses = new Backoff(FIRST_PAUSE, settings.every());
    this.part = Health.get(system).part(look.dependency());
    this.looks =
        PacedWork.start(
            system,
            "looking at " + look.dependency().name(),
            Duration.ZERO,
            settings.timeout().plus(PATIENCE),
            FIRST_PAUSE,
            this::look);
  }

  /** Starts to look, as the settings of the system say. */
  public static Watch start(ActorSystem<?> system, Look look) {
    return start(system, look, LookSettings.of(system));
  }

  /** Starts to look. */
  public static Watch start(ActorSystem<?> system, Look look, LookSettings settings) {
    var watch = new Watch(system, look, settings);
    // What is watched is closed in a later phase: that it is gone then is no news.
    watch.atTheStop =
        CoordinatedShutdown.get(system)
            .addCancellableTask(
                CoordinatedShutdown.PhaseServiceStop(),
                "stop-watching-" + look.dependency().name(),
                () -> {
                  watch.stop();
                  return CompletableFuture.completedFuture(Done.done());
                });
    return watch;
  }

  /** How it is with what is watched. */
  public Part part() {
    return part;
  }

  /** Done after the first look, whatever it found. */
  public CompletionStage<Finding> first() {
    return first;
  }

  private CompletionStage<Optional<Duration>> look() {
    return look.once(settings.timeout()).thenApply(this::found);
  }

  /** How long it is until the next look. */
  private Optional<Duration> found(Finding finding) {
    if (stopped) {
      first.complete(finding);
      return Optional.empty();
    }
    part.found(finding);
    first.complete(finding);
    boolean usable = finding.state().isUsable();
    inVain = usable ? 0 : inVain + 1;
    return Optional.of(usable ? settings.every() : pauses.after(inVain));
  }

  /** Nobody needs it any more. */
  void end() {
    stop();
    atTheStop.cancel();
    Health.get(system).remove(part);
  }

  private void stop() {
    stopped = true;
    looks.end();
  }
}
