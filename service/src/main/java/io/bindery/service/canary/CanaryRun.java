package io.bindery.service.canary;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bindery.quilt.s3.S3Uri;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One canary. All times are the database's. Its parts stand side by side in JSON, in the order they
 * have here.
 *
 * @param startedAt when it was decided
 * @param putAt when it was uploaded
 */
public record CanaryRun(
    String runId,
    @JsonUnwrapped Cause cause,
    @JsonUnwrapped Target target,
    Instant startedAt,
    Optional<Instant> putAt,
    @JsonUnwrapped Standing standing,
    @JsonUnwrapped Revision revision,
    Optional<Instant> endedAt,
    Optional<Outcome> outcome,
    @JsonUnwrapped Cleaning cleaning) {

  /**
   * Why it was made.
   *
   * @param slot the begin of the span of time that it is for; absent if it was ordered
   * @param askedBy who ordered it
   */
  public record Cause(Optional<Instant> slot, Optional<String> askedBy) {}

  /**
   * What is uploaded, and what is to be made of it.
   *
   * @param registry bucket that it is packaged in
   * @param versionId of the object, if its bucket has versions
   */
  public record Target(
      String bucket, String key, String registry, String packageName, Optional<String> versionId) {}

  /**
   * How far it is.
   *
   * @param step where it is, or where it ended
   * @param stepAt since when
   * @param words what is known of that step
   * @param wayOut what to do if it stays there
   */
  public record Standing(
      CanaryStep step, Instant stepAt, Optional<String> words, Optional<String> wayOut) {}

  /**
   * What was made of it.
   *
   * @param topHash of its revision
   * @param pointer URI of the pointer of its revision
   */
  public record Revision(
      Optional<String> jobId, Optional<String> topHash, Optional<String> pointer) {}

  /**
   * How far it is cleaned up.
   *
   * @param cleanedAt when what it made was removed
   * @param cleaningError what of it cannot be removed, and why
   */
  public record Cleaning(Optional<Instant> cleanedAt, Optional<String> cleaningError) {}

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
    return target
        .versionId()
        .map(version -> S3Uri.of(target.bucket(), target.key(), version))
        .orElseGet(() -> S3Uri.of(target.bucket(), target.key()));
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
