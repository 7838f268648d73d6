package io.bindery.exchange.publication;

import io.bindery.exchange.publication.PublicationEvent.PreparationStarted;
import io.bindery.exchange.publication.Publishing.Aim;
import io.bindery.exchange.slots.JobPlace;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a publication does next: it follows from the journal and from what was seen since, so that a
 * crash at any point is followed by the same steps as no crash.
 *
 * @param intents to be journaled first; then it is asked again
 * @param steps to be begun now
 * @param wakeAt when there may be something else to do
 */
record Next(List<PublicationEvent> intents, List<Step> steps, Optional<Instant> wakeAt) {
  static Next of(Publishing state, Memory memory, PublicationSettings settings, Instant now) {
    var todo = new Todo(state, memory, settings, now);
    if (state.isKnown() && !state.state().hasEnded()) {
      decide(todo);
    }
    return new Next(todo.intents(), todo.steps(), todo.wakeAt());
  }

  /** The name of an intent to create a revision. */
  static String intent(long revision) {
    return "revision " + revision;
  }

  /** The name of an intent to create a job. */
  static String intent(JobPlace place) {
    return "job %d/%d".formatted(place.revision(), place.job());
  }

  private static void decide(Todo todo) {
    var state = todo.state();
    if (state.plan().isEmpty()) {
      prepare(todo);
    } else if (state.aim() != Aim.PUBLISH) {
      new Removal(todo).proceed();
    } else if (state.state() == PublicationState.QUEUED) {
      todo.take(new Step.AskTurn());
    } else if (state.held().isPresent()) {
      new Watch(todo).look();
    } else if (state.recutDue()) {
      new Filling(todo).cutAgain();
    } else if (state.state() == PublicationState.IMPORTING) {
      new Filling(todo).proceed();
    } else {
      new Finishing(todo).proceed();
    }
  }

  private static void prepare(Todo todo) {
    if (todo.state().state() == PublicationState.RECEIVED) {
      todo.intend(new PreparationStarted(todo.now()));
    } else {
      todo.take(new Step.Prepare());
    }
  }
}
