package io.bindery.router.tables;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A batch as the tables have it, which are in step with the journal. */
public sealed interface ListedBatch {
  /** Where a batch is. */
  enum State {
    OPEN,
    /** It does not close by itself; a prefix may be paused where nothing is open. */
    PAUSED,
    /** A target has not confirmed its announcement yet. */
    CLOSED,
    ANNOUNCED;

    /** The orders that its list may have, the usual one first. */
    public List<BatchOrder> orders() {
      return switch (this) {
        case OPEN -> List.of(BatchOrder.DUE, BatchOrder.PREFIX);
        case PAUSED -> List.of(BatchOrder.PREFIX);
        case CLOSED, ANNOUNCED -> List.of(BatchOrder.LATEST);
      };
    }

    /** The word for it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where it is. */
  State state();

  /**
   * One with object events since the prior trigger, or a prefix that is paused.
   *
   * @param files 0 if nothing is open
   * @param firstEventTime absent if nothing is open
   * @param dueAt when it closes unless more comes; absent if time alone does not close it
   * @param pausedBy who paused it, if it is paused
   * @param pausedAt when
   * @param traceId of its trace, if it has one
   */
  record Open(
      State state,
      String bucket,
      String prefix,
      long files,
      long bytes,
      Optional<Instant> firstEventTime,
      Optional<Instant> lastEventTime,
      Optional<Instant> dueAt,
      Optional<String> pausedBy,
      Optional<Instant> pausedAt,
      Optional<String> traceId)
      implements ListedBatch {}

  /**
   * One that was closed.
   *
   * @param reason the word for it
   * @param announcedAt absent until the announcement is confirmed
   * @param traceId of its trace, if it has one
   */
  record Closed(
      State state,
      String batchId,
      String bucket,
      String prefix,
      long files,
      long bytes,
      String reason,
      Instant firstEventTime,
      Instant lastEventTime,
      Instant closedAt,
      Optional<Instant> announcedAt,
      Optional<String> traceId)
      implements ListedBatch {}
}
