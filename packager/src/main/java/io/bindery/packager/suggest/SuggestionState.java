package io.bindery.packager.suggest;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How it is with a suggestion. The words stand in {@code suggestion} and in the API. */
public enum SuggestionState {
  /** It waits for somebody. */
  OPEN,
  /** Somebody ordered the package. */
  ACCEPTED,
  /** Somebody decided that it is not made. */
  DISMISSED,
  /** Nobody decided in time. */
  EXPIRED;

  /** As tables and the API write it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The state of this word, if there is one. */
  public static Optional<SuggestionState> of(String word) {
    return Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst();
  }
}
