package io.bindery.exchange.publication;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Optional;

/** What somebody ordered of a publication. */
public sealed interface OrderEvent extends PublicationEvent {
  /** Somebody ordered to end it; what was created is removed first. */
  record CancelOrdered(@JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by, Instant at)
      implements OrderEvent {
    @JsonCreator
    public CancelOrdered {
      by = by == null ? Optional.empty() : by;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** Somebody ordered to go on where it stopped. */
  record GoOnOrdered(@JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by, Instant at)
      implements OrderEvent {
    @JsonCreator
    public GoOnOrdered {
      by = by == null ? Optional.empty() : by;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * Somebody ordered to take back what is public; the rest is removed.
   *
   * @param comment that subscribers see
   */
  record RevokeOrdered(
      @JsonInclude(JsonInclude.Include.NON_ABSENT) Optional<String> by, String comment, Instant at)
      implements OrderEvent {
    @JsonCreator
    public RevokeOrdered {
      by = by == null ? Optional.empty() : by;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
