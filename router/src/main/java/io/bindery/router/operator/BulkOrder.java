package io.bindery.router.operator;

import io.bindery.router.batch.Verb;
import io.bindery.router.tables.BatchFilter;
import io.bindery.router.tables.ListedBatch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order to all batches that match a filter.
 *
 * @param orderId 32 hexadecimal digits
 * @param filter where the batches are
 * @param only in which state they are; absent: in any that the order does something to
 * @param expected how many matched when it was given
 * @param found how many it has come to: some may have closed meanwhile
 * @param changed how many of them did something
 * @param failed how many did not answer: what became of those is not known
 * @param failures the first of these, in words
 * @param endedBy who cancelled it, if somebody did
 * @param error why it failed
 */
public record BulkOrder(
    String orderId,
    Verb verb,
    BatchFilter filter,
    Optional<ListedBatch.State> only,
    Stage stage,
    long expected,
    long found,
    long changed,
    long failed,
    List<String> failures,
    String askedBy,
    Instant askedAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<String> endedBy,
    Optional<String> error) {

  public BulkOrder {
    failures = List.copyOf(failures);
  }

  /** Where it is. */
  public enum Stage {
    WAITING,
    RUNNING,
    DONE,
    CANCELLED,
    FAILED;

    /** Whether nothing more is done for it. */
    public boolean isOver() {
      return this != WAITING && this != RUNNING;
    }
  }

  /** How many did nothing, as when the batch had closed meanwhile. */
  public long unchanged() {
    return found - changed - failed;
  }
}
