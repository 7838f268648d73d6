package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a publication is. The words are in tables, files and answers. */
public enum PublicationState {
  /** It is known, and nothing of it was read. */
  RECEIVED,
  /** Its manifest is read and checked, and the plan is made. */
  PREPARING,
  /** Another publication is at work on its data set. */
  QUEUED,
  /** Its revisions are created and filled. Nothing is public. */
  IMPORTING,
  /** All revisions are filled, and become final one after the other. */
  FINALIZING,
  /** Its revisions are final, and are added to a product of the old kind. */
  PUBLISHING,
  /** It has stopped, and waits for an order. */
  HELD,
  /** It ends without having been published: what was created is removed. */
  REMOVING,
  /** What is public is taken back, by order. */
  REVOKING,
  /** All of it is public. */
  PUBLISHED,
  /** The same content was public already. */
  UNCHANGED,
  /** It is wrong; nothing was created. */
  REFUSED,
  /** It was given up; nothing of it is there. */
  FAILED,
  /** It was ended by order; nothing of it is there. */
  CANCELLED,
  /** It was taken back by order. */
  REVOKED;

  /** In lower case, with hyphens. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The state of a word. */
  public static Optional<PublicationState> of(String word) {
    return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
  }

  @JsonCreator
  static PublicationState parse(String word) {
    return of(word)
        .orElseThrow(() -> new IllegalArgumentException("no state of publications: " + word));
  }

  /** Whether nothing more happens to it by itself. */
  public boolean hasEnded() {
    return compareTo(PUBLISHED) >= 0;
  }
}
