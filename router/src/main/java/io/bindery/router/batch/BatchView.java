package io.bindery.router.batch;

import io.bindery.platform.serialization.CborSerializable;
import java.time.Instant;
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

  /**
   * An open batch.
   *
   * @param evidence how the conditions stand
   * @param closesAt when it closes unless more comes; absent if time alone does not close it
   */
  public record Open(Totals totals, Evidence evidence, Optional<Instant> closesAt) {}
}
