package io.bindery.router.reconcile;

import akka.Done;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.look.Refusals;
import io.bindery.platform.retry.Backoff;
import io.bindery.router.reconcile.ReconcileRows.Taken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what was asked for, one after the other, and asks for what the policies want from time to
 * time. One of it is in the cluster; should there be two for a moment, only the last that took a
 * reconciliation can write how far it is.
 */
final class Reconciler extends AbstractBehavior<Reconciler.Command> {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Backoff PAUSES = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

  /** After so many failures in a row, about ten minutes, somebody has to look. */
  private static final int TRIES = 15;

  sealed interface Command {}

  private enum Look implements Command {
    INSTANCE
  }

  private enum Check implements Command {
    INSTANCE
  }

  private record Checked(ReconcileRun run, boolean mayGoOn) implements Command {}

  private record Took(Optional<Taken> taken) implements Command {}

  private record NotTaken(Throwable failure) implements Command {}

  private record Ended(Taken taken, Throwable failure) implements Command {}

  private record Noted(Throwable failure) implements Command {}

  private final TimerScheduler<Command> timers;
  private final ReconcileRun.Parts parts;
  private final Schedule schedule;
  private final Clock clock;
  private final RefusedListings refusals;
  private final String runner = UUID.randomUUID().toString();

  private Optional<ReconcileRun> running = Optional.empty();
  private Optional<String> failing = Optional.empty();
  private int failures;

  private Reconciler(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      ReconcileRun.Parts parts,
      Schedule schedule,
      Clock clock) {
    super(context);
    this.timers = timers;
    this.parts = parts;
    this.schedule = schedule;
    this.clock = clock;
    this.refusals = new RefusedListings(parts.system());
    timers.startSingleTimer(Look.INSTANCE, LOOK);
  }

  static Behavior<Command> create(ReconcileRun.Parts parts, Schedule schedule, Clock clock) {
    return Behaviors.setup(
        context ->
            Behaviors.withTimers(
                timers -> new Reconciler(context, timers, parts, schedule, clock)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Look.class, look -> onLook())
        .onMessage(Check.class, check -> onCheck())
        .onMessage(Checked.class, this::onChecked)
        .onMessage(Took.class, this::onTook)
        .onMessage(NotTaken.class, this::onNotTaken)
        .onMessage(Ended.class, this::onEnded)
        .onMessage(Noted.class, this::onNoted)
        .onSignal(PostStop.class, signal -> onPostStop())
        .build();
  }

  private Behavior<Command> onLook() {
    getContext()
        .pipeToSelf(
            schedule
                .ask(clock.instant())
                .thenCompose(
                    asked ->
                        parts
                            .rows()
                            .take(
                                runner,
                                clock.instant(),
                                parts.settings().grace(),
                                parts.settings().overlap())),
            (taken, failure) -> failure == null ? new Took(taken) : new NotTaken(failure));
    return this;
  }

  private Behavior<Command> onTook(Took took) {
    if (took.taken().isEmpty()) {
      timers.startSingleTimer(Look.INSTANCE, LOOK);
      return this;
    }
    var taken = took.taken().get();
    if (failures == 0) {
      log.atInfo()
          .addKeyValue("bucket", taken.bucket())
          .log("reconciliation {} begins, asked for by {}", taken.id(), taken.askedBy());
    }
    var run = new ReconcileRun(parts, taken, runner);
    running = Optional.of(run);
    timers.startTimerWithFixedDelay(Check.INSTANCE, LOOK);
    getContext().pipeToSelf(run.run(), (done, failure) -> new Ended(taken, failure));
    return this;
  }

  private Behavior<Command> onCheck() {
    running.ifPresent(
        run ->
            getContext()
                .pipeToSelf(
                    run.mayGoOn(),
                    // While the database does not answer, nothing is decided.
                    (may, failure) -> new Checked(run, failure != null || may)));
    return this;
  }

  private Behavior<Command> onChecked(Checked checked) {
    if (!checked.mayGoOn()) {
      checked.run().stop();
    }
    return this;
  }

  private Behavior<Command> onNotTaken(NotTaken not) {
    log.warn(
        "what is to be reconciled cannot be read, trying again: {}", Causes.text(not.failure()));
    timers.startSingleTimer(Look.INSTANCE, PAUSES.longest().dividedBy(6));
    return this;
  }

  private Behavior<Command> onEnded(Ended ended) {
    timers.cancel(Check.INSTANCE);
    running = Optional.empty();
    var cause = Causes.of(ended.failure());
    if (cause instanceof ReconcileRun.TakenAwayException) {
      failures = 0;
      timers.startSingleTimer(Look.INSTANCE, LOOK);
      return this;
    }
    if (cause instanceof WithheldException withheld) {
      return onWithheld(ended.taken(), withheld);
    }
    refusals.listed(ended.taken().bucket());
    var id = ended.taken().id();
    failures = cause == null ? 0 : failing.filter(id::equals).isPresent() ? failures + 1 : 1;
    failing = cause == null ? Optional.empty() : Optional.of(id);
    boolean hopeless = cause instanceof HopelessException || failures >= TRIES;
    getContext()
        .pipeToSelf(
            cause == null || hopeless
                ? end(ended.taken(), Optional.ofNullable(cause))
                : tryAgain(ended.taken(), cause),
            (done, failure) -> new Noted(failure));
    return this;
  }

  /** AWS refuses it: that is waited for by the clock, and others have their turn meanwhile. */
  private Behavior<Command> onWithheld(Taken taken, WithheldException withheld) {
    failures = 0;
    failing = Optional.empty();
    var now = clock.instant();
    var since = taken.refusedSince().orElse(now);
    var waited = Duration.between(since, now);
    if (waited.compareTo(parts.settings().refusedFor()) >= 0) {
      var given =
          new HopelessException(
              "Given up, for AWS has refused it for %s. %s"
                  .formatted(parts.settings().refusedFor(), withheld.getMessage()));
      refusals.listed(taken.bucket());
      getContext()
          .pipeToSelf(end(taken, Optional.of(given)), (done, failure) -> new Noted(failure));
      return this;
    }
    refusals.refused(taken.bucket(), withheld.getMessage());
    // Seldom, the longer it lasts.
    var pause = PAUSES.first().plus(waited.dividedBy(2));
    var next = now.plus(pause.compareTo(PAUSES.longest()) < 0 ? pause : PAUSES.longest());
    getContext()
        .pipeToSelf(
            parts.rows().refused(taken.id(), runner, withheld.getMessage(), since, next),
            (rows, failure) -> new Noted(failure));
    return this;
  }

  private CompletionStage<Done> end(Taken taken, Optional<Throwable> cause) {
    var state = cause.isEmpty() ? Reconciliation.State.DONE : Reconciliation.State.FAILED;
    failures = 0;
    return parts
        .rows()
        .end(taken.id(), runner, state, cause.map(Reconciler::words), clock.instant())
        .thenCompose(ended -> parts.rows().byId(taken.id()))
        .thenApply(
            row -> {
              row.ifPresent(Reconciliations::report);
              return Done.done();
            });
  }

  private CompletionStage<Done> tryAgain(Taken taken, Throwable cause) {
    log.warn("reconciliation {} was interrupted, trying again: {}", taken.id(), Causes.text(cause));
    return parts.rows().trying(taken.id(), runner, words(cause)).thenApply(rows -> Done.done());
  }

  private Behavior<Command> onNoted(Noted noted) {
    if (noted.failure() != null) {
      log.warn("how a reconciliation stands cannot be kept: {}", Causes.text(noted.failure()));
    }
    timers.startSingleTimer(Look.INSTANCE, PAUSES.after(failures + 1));
    return this;
  }

  private Behavior<Command> onPostStop() {
    running.ifPresent(ReconcileRun::stop);
    refusals.stop();
    return this;
  }

  private static String words(Throwable cause) {
    return cause instanceof HopelessException ? cause.getMessage() : Refusals.words(cause);
  }

  /** Asks for reconciliations when their time has come. */
  @FunctionalInterface
  interface Schedule {
    CompletionStage<Done> ask(Instant now);
  }
}
