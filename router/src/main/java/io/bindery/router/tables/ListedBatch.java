package io.bindery.router.tables;

import java.time.Instant;
import java.util.Optional;

/** A batch as the tables have it, a second or two behind the journal. */
public sealed interface ListedBatch {
  /**
   * One with object events since the prior trigger.
   *
   * @param dueAt when it closes unless more comes; absent if time alone does not close it
   * @param pausedBy who paused it, if it is paused
   * @param pausedAt when
   * @param traceId of its trace, if it has one
   */
  record Open(
      String bucket,
      String prefix,
      long files,
      long bytes,
      Instant firstEventTime,
      Instant lastEventTime,
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
