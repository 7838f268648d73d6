package io.bindery.packager.gateway;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A refresh of a file share, as the API tells of it.
 *
 * @param folders from the root of the share on, each with all below it
 * @param packages how many packages, or orders, asked for it
 * @param attempts calls that were refused
 * @param askedBy who ordered it last; absent if only packages asked for it
 * @param words why the last call was refused, or what else is to be said
 */
public record RefreshView(
    long id,
    String share,
    State state,
    List<String> folders,
    int packages,
    int attempts,
    Optional<String> words,
    Instant askedAt,
    Optional<Instant> dueAt,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    Optional<String> notificationId,
    Optional<String> askedBy) {

  /** How far a refresh is. */
  public enum State {
    /** For its turn, or for another attempt. */
    WAITING,
    /** The gateway is at it. */
    RUNNING,
    /** The gateway has told that it has ended. */
    DONE,
    /** The gateway took it, and has not told in time that it has ended. */
    UNCONFIRMED,
    /** It was refused too often. */
    FAILED;

    /** As tables and the API write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
