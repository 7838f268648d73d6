package io.bindery.exchange.publication;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a publication is to do, while that is being found out. */
final class Todo {
  /** Calls of one publication that are under way at one time. */
  private static final int CALLS_AT_ONCE = 16;

  private final Publishing state;
  private final Memory memory;
  private final PublicationSettings settings;
  private final Instant now;
  private final List<PublicationEvent> intents = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private Optional<Instant> wakeAt = Optional.empty();

  Todo(Publishing state, Memory memory, PublicationSettings settings, Instant now) {
    this.state = state;
    this.memory = memory;
    this.settings = settings;
    this.now = now;
  }

  Publishing state() {
    return state;
  }

  Memory memory() {
    return memory;
  }

  PublicationSettings settings() {
    return settings;
  }

  Instant now() {
    return now;
  }

  List<PublicationEvent> intents() {
    return intents;
  }

  List<Step> steps() {
    return steps;
  }

  Optional<Instant> wakeAt() {
    return wakeAt;
  }

  void intend(PublicationEvent event) {
    intents.add(event);
  }

  /** Takes a step, unless it is under way, or has to wait. */
  void take(Step step) {
    if (memory.isBusy(step)) {
      return;
    }
    var pause = memory.pause(step.key(), now);
    if (pause.isPresent()) {
      wake(pause.get());
    } else if (memory.underWay() + steps.size() < CALLS_AT_ONCE) {
      steps.add(step);
    }
  }

  void wake(Instant at) {
    wakeAt = wakeAt.filter(it -> it.isBefore(at)).or(() -> Optional.of(at));
  }
}
