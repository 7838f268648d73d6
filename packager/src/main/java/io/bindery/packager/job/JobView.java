package io.bindery.packager.job;

import java.time.Instant;
import java.util.Optional;

/**
 * A job as its watchers see it, a moment behind the journal.
 *
 * @param source what is packaged, as a URI
 * @param state waiting, assembling, retrying, pushing, announcing, done, unchanged, failed or
 *     cancelled
 * @param requests how many descriptions asked for it
 * @param attempt counted from 1; 0 before the first
 * @param error of the last attempt that failed
 */
public record JobView(
    String jobId,
    String registry,
    String packageName,
    String source,
    String state,
    int requests,
    int attempt,
    Optional<String> error,
    Optional<Long> files,
    Optional<Long> bytes,
    Optional<String> topHash,
    Optional<String> pointer,
    Instant acceptedAt,
    Optional<Instant> startedAt,
    Instant updatedAt,
    Optional<Instant> finishedAt) {

  /** Whether nothing more becomes of it. */
  public boolean hasEnded() {
    return finishedAt.isPresent();
  }
}
