package io.bindery.router.operator;

import io.bindery.router.batch.Evidence;
import io.bindery.router.batch.Operation;
import io.bindery.router.batch.Totals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a batch did not close yet, or why it did.
 *
 * @param words all of it in one sentence, times in UTC
 * @param notes what else one should know, in words
 * @param totals what the batch adds up to
 * @param evidence how its conditions stand, or stood when it was closed; absent if nothing is open,
 *     or if it was closed by a version that did not keep it
 * @param closesAt when an open batch closes unless more comes; absent if time alone does not
 * @param paused by whom and since when, if it is
 * @param closed how it was closed, if it was
 * @param traceId of its trace, if it has one
 * @param next what comes next, and when
 */
public record Explanation(
    String bucket,
    String prefix,
    Status status,
    String words,
    List<String> notes,
    Optional<Totals> totals,
    Optional<Evidence> evidence,
    Optional<Instant> closesAt,
    Optional<Operation> paused,
    Optional<Closed> closed,
    Optional<String> traceId,
    Next next) {

  /** The same with more notes. */
  public Explanation noting(List<String> more) {
    var all = new ArrayList<>(notes);
    all.addAll(more);
    return new Explanation(
        bucket, prefix, status, words, all, totals, evidence, closesAt, paused, closed, traceId,
        next);
  }

  /** Where a batch is. */
  public enum Status {
    /** Nothing was recorded since the prior trigger. */
    NOTHING_OPEN,
    OPEN,
    /** Open, and paused. */
    PAUSED,
    CLOSED
  }

  /**
   * The end of a batch.
   *
   * @param reason the word for it
   * @param announcedAt when the last target confirmed the announcement; absent while it has not
   * @param announcements where it is announced; empty if an earlier version announced it
   */
  public record Closed(
      String batchId,
      String reason,
      Instant closedAt,
      Optional<Instant> announcedAt,
      List<Announced> announcements) {
    public Closed {
      announcements = List.copyOf(announcements);
    }
  }

  /**
   * The announcement to one target.
   *
   * @param target in a word
   * @param announcedAt when the target confirmed it; absent while it has not
   */
  public record Announced(String target, Optional<Instant> announcedAt) {}

  public Explanation {
    notes = List.copyOf(notes);
  }
}
