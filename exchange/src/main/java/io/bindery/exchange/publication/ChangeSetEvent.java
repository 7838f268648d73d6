package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/** What happened to a change set that adds revisions to a product of the old kind. */
public sealed interface ChangeSetEvent extends PublicationEvent {
  /**
   * Revisions are about to be added to their product.
   *
   * @param set its number, from 0
   * @param attempt counted from 1
   * @param first number of its first revision
   * @param last number of its last revision
   */
  record ChangeSetIntended(int set, int attempt, long first, long last, Instant at)
      implements ChangeSetEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** The catalog has the change set. */
  record ChangeSetStarted(int set, int attempt, String id, Instant at) implements ChangeSetEvent {
    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * A change set has come to its end.
   *
   * @param error why it failed; absent if it is applied
   * @param again whether another attempt is made at once
   */
  record ChangeSetEnded(
      int set,
      int attempt,
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> error,
      boolean again,
      Instant at)
      implements ChangeSetEvent {
    @JsonCreator
    public ChangeSetEnded {
      error = error == null ? Optional.empty() : error;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
