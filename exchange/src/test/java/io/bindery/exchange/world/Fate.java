package io.bindery.exchange.world;

/** What becomes of a call. */
public enum Fate {
  /** It gets through, and its answer back. */
  FINE,
  /** It is done, and the connection ends without an answer. */
  UNANSWERED,
  /** The connection ends, and nothing is done. */
  DROPPED,
  /** 400 ValidationException, and nothing is done. */
  REFUSED,
  /** It does not get through, and who made it waits. */
  HELD_BEFORE,
  /** It is done, and who made it waits for the answer in vain. */
  HELD_AFTER
}
