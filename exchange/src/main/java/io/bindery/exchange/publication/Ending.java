package io.bindery.exchange.publication;

import java.time.Instant;

/** The publication is over; only a revocation may follow. */
public sealed interface Ending extends PublicationEvent {
  /** What the publication is now. */
  PublicationState end();

  /**
   * All of it is public.
   *
   * @param digest of the content
   */
  record Published(String dataSetId, String digest, Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.PUBLISHED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * The same content is public already.
   *
   * @param earlier the publication that published it
   */
  record Unchanged(String earlier, Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.UNCHANGED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * It cannot be published as it is; nothing was created.
   *
   * @param reason the first thing that is wrong, and how many there are
   * @param problems how many there are; 0 if the manifest could not be read
   */
  record Refused(String reason, long problems, Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.REFUSED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /**
   * It was given up; nothing of it is public, and what was created is removed.
   *
   * @param code of what kind the reason is
   * @param reason as sentences
   */
  record Failed(ReasonCode code, String reason, Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.FAILED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** It was ended by an order; what was created is removed. */
  record Cancelled(Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.CANCELLED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }

  /** What was public was revoked by an order; what was not is removed. */
  record Revoked(Instant at) implements Ending {
    @Override
    public PublicationState end() {
      return PublicationState.REVOKED;
    }

    @Override
    public <T> T fold(Cases<T> cases) {
      return cases.on(this);
    }
  }
}
