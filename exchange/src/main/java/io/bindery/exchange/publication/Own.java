package io.bindery.exchange.publication;

import java.time.Instant;

/** What a publication tells itself. */
sealed interface Own extends PublicationCommand {
  /** To look what is to be done. */
  enum Tick implements Own {
    PROCEED,
    IDLE,
    STOP_NOW
  }

  /** A step has come to its end. */
  record Ended(Step step, Result result, Instant begun) implements Own {}
}
