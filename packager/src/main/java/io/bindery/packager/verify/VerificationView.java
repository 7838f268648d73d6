package io.bindery.packager.verify;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A verification that was ordered, as the API tells it.
 *
 * @param error why it could not be done
 * @param found the first problems
 */
public record VerificationView(
    String id,
    String registry,
    String name,
    String topHash,
    State state,
    @JsonUnwrapped Amounts amounts,
    JsonNode found,
    Optional<String> error,
    String askedBy,
    Instant askedAt,
    Optional<Instant> endedAt,
    Optional<String> cancelledBy) {

  /** Where it is. */
  public enum State {
    /** Others run first. */
    WAITING,
    RUNNING,
    /** All is as the manifest says. */
    GOOD,
    /** Something is not as the manifest says. */
    BAD,
    /** It could not be done. */
    FAILED,
    CANCELLED,
    /** Its node ended; order it again. */
    LOST;

    /** Whether it will not change any more. */
    public boolean hasEnded() {
      return this != WAITING && this != RUNNING;
    }
  }

  /**
   * How far it is.
   *
   * @param files done, good or not
   * @param bytes of these
   * @param allFiles in the manifest, once it was read
   * @param problems so far
   */
  public record Amounts(
      long files, long bytes, Optional<Long> allFiles, Optional<Long> allBytes, long problems) {}
}
