package io.bindery.router.batch;

import io.bindery.platform.serialization.CborSerializable;
import io.bindery.router.policy.Trigger;
import java.time.Instant;
import java.util.Optional;

/**
 * What comes next for an open batch.
 *
 * @param reason why it closes by time, in the word for it; absent if time alone does not close it
 * @param ifMore if another key arrived at this moment
 * @param ifResumed if it is paused, and was resumed at this moment
 */
public record Outlook(Optional<String> reason, Optional<Then> ifMore, Optional<Then> ifResumed)
    implements CborSerializable {

  /**
   * What would become of it.
   *
   * @param closes whether it would close at once
   * @param at when it would close, if not at once; absent if time alone would not close it
   * @param reason why it would close, in the word for it
   */
  public record Then(boolean closes, Optional<Instant> at, Optional<String> reason) {}

  static Outlook of(OpenBatch open, boolean paused, Trigger trigger, Instant now) {
    if (paused) {
      return new Outlook(Optional.empty(), Optional.empty(), Optional.of(then(open, trigger, now)));
    }
    return new Outlook(
        open.dueAt().flatMap(due -> then(open, trigger, due).reason()),
        Optional.of(then(open.withOneMore(now), trigger, now)),
        Optional.empty());
  }

  private static Then then(OpenBatch open, Trigger trigger, Instant moment) {
    return TriggerRule.decide(trigger, open, moment) instanceof TriggerRule.Stay stay
        ? new Then(
            false, stay.until(), stay.until().flatMap(until -> closing(open, trigger, until)))
        : new Then(true, Optional.empty(), closing(open, trigger, moment));
  }

  private static Optional<String> closing(OpenBatch open, Trigger trigger, Instant moment) {
    return TriggerRule.decide(trigger, open, moment) instanceof TriggerRule.Close close
        ? Optional.of(close.reason().word())
        : Optional.empty();
  }
}
