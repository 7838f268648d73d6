package io.bindery.router.operator;

import io.bindery.router.batch.Outlook;
import java.time.Instant;
import java.util.Optional;

/**
 * What comes next for a batch, and when.
 *
 * @param at when it comes by itself; absent if time alone does not bring it
 * @param reason why it closes then, in the word for it
 * @param words all of it in one sentence, times in UTC
 * @param ifMore what would become of it if another key arrived at this moment
 * @param ifResumed what would become of it if it was resumed at this moment; absent if it is not
 *     paused
 */
public record Next(
    What what,
    Optional<Instant> at,
    Optional<String> reason,
    String words,
    Optional<Outlook.Then> ifMore,
    Optional<Outlook.Then> ifResumed) {

  /** What it is. */
  public enum What {
    CLOSE,
    /** Only more objects do something. */
    WAIT_FOR_OBJECTS,
    /** It is paused. */
    WAIT_FOR_ORDER,
    /** Some target has not confirmed it. */
    ANNOUNCE,
    /** Nothing more happens to it here. */
    NOTHING
  }

  static Next of(What what, Optional<Instant> at, String words) {
    return new Next(what, at, Optional.empty(), words, Optional.empty(), Optional.empty());
  }
}
