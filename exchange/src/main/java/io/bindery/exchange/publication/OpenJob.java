package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Optional;

/**
 * A job of a revision that was begun and has not done its work.
 *
 * @param job its number in the revision, from 0
 * @param assets of it as planned
 * @param attempt counted from 1
 * @param id which Data Exchange gave this attempt; nothing before that is known
 * @param endedAt when this attempt ended in vain; nothing while it may still do its work
 * @param failures how many attempts have failed by themselves
 */
record OpenJob(
    int job,
    int assets,
    int attempt,
    Optional<String> id,
    Optional<Instant> endedAt,
    int failures) {
  /** It is about to be created, or may be created already. */
  @JsonIgnore
  boolean isIntended() {
    return id.isEmpty() && endedAt.isEmpty();
  }

  /** Data Exchange has it, and it has not ended as far as is known. */
  @JsonIgnore
  boolean isThere() {
    return id.isPresent() && endedAt.isEmpty();
  }
}
