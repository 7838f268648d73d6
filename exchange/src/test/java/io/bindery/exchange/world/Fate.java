package io.bindery.exchange.world;

/** What becomes of a call. */
public enum Fate {
  /** It gets through, and its answer back. */
  FINE,
  /** It is done, and the connection ends without an answer. */
  UNANSWERED,
  /** The connection ends, and nothing is done. */
  DROPPED,
  /** It gets through only once the wire is closed: who made it waits. */
  HELD_BEFORE,
  /** It is done, and who made it waits for the answer until the wire is closed. */
  HELD_AFTER
}
