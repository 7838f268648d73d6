package io.bindery.platform.bus;

/** What became of one entry of a call. */
sealed interface EntryResult {
  /** The service has it. */
  record Accepted(String id) implements EntryResult {}

  /**
   * The service does not have it.
   *
   * @param passing whether the same entry may be accepted a moment later: the service was busy, or
   *     failed inside
   */
  record Refused(BusException failure, boolean passing) implements EntryResult {}
}
