package io.bindery.router.batch;

import io.bindery.platform.serialization.CborSerializable;
import io.bindery.router.policy.Trigger;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A batch as it stands.
 *
 * @param now the moment, by the router's clock
 * @param open what was recorded since the prior trigger
 * @param paused by whom and since when, if it is
 * @param unannounced closed batches whose announcement is not confirmed
 * @param closedBatches how many were closed so far
 * @param pending what came since the last write and did not count
 */
public record BatchView(
    Instant now,
    Optional<Open> open,
    Optional<Operation> paused,
    int unannounced,
    long closedBatches,
    Uncounted pending)
    implements CborSerializable {

  static BatchView of(BatchState state, Uncounted pending, Trigger trigger, Instant now) {
    var open =
        state
            .open()
            .map(
                o ->
                    new Open(
                        o.totals(),
                        Decisions.evidence(trigger, o, pending, Optional.empty(), now),
                        o.dueAt(),
                        o.span().map(span -> span.context().traceId()),
                        Optional.of(Outlook.of(o, state.paused().isPresent(), trigger, now))));
    return new BatchView(
        now, open, state.paused(), state.unannounced().size(), state.closedBatches(), pending);
  }

  /**
   * An open batch.
   *
   * @param evidence how the conditions stand
   * @param closesAt when it closes unless more comes; absent if time alone does not close it
   * @param traceId of its trace, if it has one
   * @param outlook what comes next; absent if a node of an earlier version answers
   */
  public record Open(
      Totals totals,
      Evidence evidence,
      Optional<Instant> closesAt,
      Optional<String> traceId,
      Optional<Outlook> outlook) {
    public Open {
      // A node of an earlier version says none of these.
      traceId = Objects.requireNonNullElse(traceId, Optional.empty());
      outlook = Objects.requireNonNullElse(outlook, Optional.empty());
    }
  }
}
