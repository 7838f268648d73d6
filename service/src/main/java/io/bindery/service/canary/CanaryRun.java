package io.bindery.service.canary;

import io.bindery.quilt.s3.S3Uri;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One canary. All times are the database's.
 *
 * @param slot the begin of the span of time that it is for; absent if it was ordered
 * @param askedBy who ordered it
 * @param registry bucket that it is packaged in
 * @param versionId of the object, if its bucket has versions
 * @param startedAt when it was decided
 * @param putAt when it was uploaded
 * @param step where it is, or where it ended
 * @param stepAt since when
 * @param words what is known of that step
 * @param wayOut what to do if it stays there
 * @param topHash of its revision
 * @param pointer URI of the pointer of its revision
 * @param cleanedAt when what it made was removed
 * @param cleaningError what of it cannot be removed, and why
 */
public record CanaryRun(
    String runId,
    Optional<Instant> slot,
    Optional<String> askedBy,
    String bucket,
    String key,
    String registry,
    String packageName,
    Optional<String> versionId,
    Instant startedAt,
    Optional<Instant> putAt,
    CanaryStep step,
    Instant stepAt,
    Optional<String> words,
    Optional<String> wayOut,
    Optional<String> jobId,
    Optional<String> topHash,
    Optional<String> pointer,
    Optional<Instant> endedAt,
    Optional<Outcome> outcome,
    Optional<Instant> cleanedAt,
    Optional<String> cleaningError) {

  /** How a canary ends. */
  public enum Outcome {
    /** Its revision was read in its registry. */
    PASSED,
    /** Its way ended before. */
    FAILED,
    /** It was still on its way when the next one began. */
    LOST;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }

  /** The object, in its version if that is known. */
  S3Uri object() {
    return versionId
        .map(version -> S3Uri.of(bucket, key, version))
        .orElseGet(() -> S3Uri.of(bucket, key));
  }

  /** What is uploaded: the same however often, and for this canary only. */
  byte[] content() {
    return """
        {"bindery_canary": "%s",
         "note": "Bindery writes this to prove the way from an upload to a package, and removes it again."}
        """
        .formatted(runId)
        .getBytes(StandardCharsets.UTF_8);
  }
}
