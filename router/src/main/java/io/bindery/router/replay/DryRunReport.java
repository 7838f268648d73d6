package io.bindery.router.replay;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy would have made of the events of a time.
 *
 * @param objects object events that were recorded then
 * @param ignored those of them that the candidate ignores
 * @param candidate the batches it would have made
 * @param actual the batches that were really closed then
 * @param openAtEnd what would have been open at the end
 * @param batches those that the candidate would have made, as they close
 * @param more whether there are more of them than are listed
 * @param cleanedUntil events written before may be gone; absent if all of the time is there
 * @param notes what one has to know of it, in words
 */
public record DryRunReport(
    String bucket,
    Instant from,
    Instant to,
    long objects,
    long ignored,
    Summary candidate,
    Summary actual,
    Open openAtEnd,
    List<Made> batches,
    boolean more,
    Optional<Instant> cleanedUntil,
    List<String> notes) {

  /**
   * Batches added up.
   *
   * @param reasons how many closed for which reason
   */
  public record Summary(long batches, long files, long bytes, Map<String, Long> reasons) {}

  /** What is open, added up. */
  public record Open(long batches, long files, long bytes) {}

  /** A batch as it would have been announced. */
  public record Made(
      String prefix,
      long files,
      long bytes,
      String reason,
      Instant closedAt,
      Instant firstEventTime,
      Instant lastEventTime) {}

  public DryRunReport {
    batches = List.copyOf(batches);
    notes = List.copyOf(notes);
  }

  /** The same with only the first of its batches listed. */
  public DryRunReport listing(List<Made> first) {
    return new DryRunReport(
        bucket,
        from,
        to,
        objects,
        ignored,
        candidate,
        actual,
        openAtEnd,
        first,
        more || first.size() < batches.size(),
        cleanedUntil,
        notes);
  }
}
