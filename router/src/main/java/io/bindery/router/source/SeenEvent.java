package io.bindery.router.source;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * An event that a source has seen.
 *
 * @param event what it is told apart by: its id, or for an object what S3 tells it apart by
 * @param description what the packager is asked, as JSON text
 * @param words what was noted, or why the last attempt to send failed
 * @param recordedAt when it came
 * @param dueAt when it is sent at the earliest, while it waits
 * @param sentAt when the packager's queue took it
 */
public record SeenEvent(
    String event,
    State state,
    Optional<String> description,
    Optional<String> words,
    Instant recordedAt,
    Optional<Instant> dueAt,
    Optional<Instant> sentAt) {

  /** What becomes of it. */
  public enum State {
    /** It is to be sent, now or when its folder has rested. */
    WAITING,
    SENT,
    /** Another event of its folder that waits asks for the same. */
    MERGED,
    /** It asks for nothing. */
    NOTED,
    /** The packager's queue refuses it. */
    FAILED;

    /** As tables and the API write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State of(String word) {
      return valueOf(word.toUpperCase(Locale.ROOT));
    }
  }
}
