package io.bindery.router.batch;

import io.bindery.router.policy.Trigger;
import java.time.Instant;
import java.util.Optional;

/** Does this batch close now, and if not, when? Times are the router's, never S3's. */
final class TriggerRule {
  private TriggerRule() {}

  /** What the rule says. */
  sealed interface Decision {}

  /** It closes now. */
  record Close(CloseReason reason) implements Decision {}

  /** It stays open; asked again at {@code until}, or when more object events come. */
  record Stay(Optional<Instant> until) implements Decision {}

  static Decision decide(Trigger trigger, OpenBatch batch, Instant now) {
    if (batch.totals().files() >= trigger.count()) {
      return new Close(CloseReason.COUNT);
    }
    var quietAt = batch.lastRecordedAt().plus(trigger.quiet());
    return now.isBefore(quietAt) ? new Stay(Optional.of(quietAt)) : new Close(CloseReason.QUIET);
  }
}
