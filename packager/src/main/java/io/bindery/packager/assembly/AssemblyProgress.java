package io.bindery.packager.assembly;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How far an assembly is.
 *
 * @param listed objects found so far
 * @param listedBytes of these
 * @param listingDone whether there are no more
 * @param hashed objects whose hash was computed
 * @param reused objects whose hash the cache or S3 knew
 * @param doneBytes of both
 * @param hashedBytes bytes hashed so far, of unfinished objects too
 * @param elapsed since the assembly began
 * @param skipped objects that were left out because no package can hold them
 * @param skippedKeys the first of their keys, at most {@value #MAX_SKIPPED_KEYS}
 * @param warnings what whoever uses the package should know, a sentence or two each
 */
public record AssemblyProgress(
    long listed,
    long listedBytes,
    boolean listingDone,
    long hashed,
    long reused,
    long doneBytes,
    long hashedBytes,
    Duration elapsed,
    long skipped,
    List<String> skippedKeys,
    List<String> warnings) {

  /** So many keys of objects that were left out are kept. */
  public static final int MAX_SKIPPED_KEYS = 100;

  public AssemblyProgress {
    skippedKeys = List.copyOf(skippedKeys);
    warnings = List.copyOf(warnings);
  }

  /** Bytes hashed in a second. */
  public long rate() {
    long millis = Math.max(1, elapsed.toMillis());
    return Math.round(hashedBytes * 1000.0 / millis);
  }

  /** The time that is left, from the same figures. */
  public static Optional<Duration> remaining(
      long listedBytes, boolean listingDone, long doneBytes, long rate) {
    if (!listingDone) {
      return Optional.empty();
    }
    long left = Math.max(0, listedBytes - doneBytes);
    if (left == 0) {
      return Optional.of(Duration.ZERO);
    }
    return rate == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(left / rate + 1));
  }
}
