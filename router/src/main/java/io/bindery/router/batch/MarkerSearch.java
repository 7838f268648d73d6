package io.bindery.router.batch;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import io.bindery.platform.retry.Backoff;
import io.bindery.router.batch.OwnCommand.MarkersRead;
import io.bindery.router.batch.OwnCommand.MarkersUnread;
import io.bindery.router.batch.OwnCommand.SeekMarkers;
import io.bindery.router.policy.Markers;
import java.time.Duration;
import java.util.Optional;

/**
 * The search of one batch actor for markers that came before its policy named them: a run may be
 * complete when somebody chooses its preset. It goes on until the journal was read.
 */
final class MarkerSearch {
  private static final Backoff PAUSES =
      new Backoff(Duration.ofMillis(500), Duration.ofMinutes(1), 0.5);

  private final ActorContext<BatchCommand> context;
  private final TimerScheduler<BatchCommand> timers;
  private final MarkerReader reader;

  /** The one that is under way, or waits for its next try. */
  private Optional<Markers> sought = Optional.empty();

  private int failures;

  MarkerSearch(ActorContext<BatchCommand> context, TimerScheduler<BatchCommand> timers) {
    this.context = context;
    this.timers = timers;
    this.reader = MarkerReader.get(context.getSystem());
  }

  /** What was under way went with the prior incarnation of the actor. */
  void restarted() {
    sought = Optional.empty();
    failures = 0;
  }

  /**
   * Begins, if what was recorded is still to be looked through for these markers.
   *
   * @param last the number of the last event
   */
  void beginIfDue(BatchState state, Markers markers, long last) {
    boolean due = state.open().filter(open -> open.isToBeSought(markers)).isPresent();
    if (due && !sought.equals(Optional.of(markers))) {
      failures = 0;
      read(state, markers, 1, last);
    }
  }

  /** Those that came while the journal was read are looked at too. */
  void goOn(BatchState state, MarkersRead read, long last) {
    read(state, read.markers(), read.upTo() + 1, last);
  }

  /** Whether an answer is to the question that was asked last. */
  boolean isCurrent(Markers markers) {
    return sought.equals(Optional.of(markers));
  }

  /** The question is answered, or asked no more. */
  void ended() {
    sought = Optional.empty();
  }

  /** Tries again after a pause. */
  void failed() {
    failures++;
    timers.startSingleTimer(new SeekMarkers(), PAUSES.after(failures));
  }

  private void read(BatchState state, Markers markers, long from, long upTo) {
    sought = Optional.of(markers);
    context.pipeToSelf(
        reader.first(state.key().orElseThrow(), markers, from, upTo),
        (found, failure) ->
            failure == null ? new MarkersRead(markers, upTo, found) : new MarkersUnread(markers));
  }
}
