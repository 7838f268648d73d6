package io.bindery.platform.deadletter;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which dead letters are meant.
 *
 * @param ids of single ones; none for all that the rest fits
 * @param movedBy who put them there
 * @param match what their reason has in it, in any case
 */
public record Choice(
    Set<String> ids, Optional<DeadLetter.MovedBy> movedBy, Optional<String> match) {
  public Choice {
    ids = Set.copyOf(ids);
  }

  boolean fits(DeadLetter letter) {
    return (ids.isEmpty() || ids.contains(letter.id()))
        && (movedBy.isEmpty() || movedBy.get() == letter.movedBy())
        && (match.isEmpty() || letter.reason().filter(this::matches).isPresent());
  }

  private boolean matches(String reason) {
    return reason.toLowerCase(Locale.ROOT).contains(match.orElseThrow().toLowerCase(Locale.ROOT));
  }
}
