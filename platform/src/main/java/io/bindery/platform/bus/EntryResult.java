package io.bindery.platform.bus;

import io.bindery.platform.aws.Trouble;

/** What became of one entry of a call. */
sealed interface EntryResult {
  /** The service has it. */
  record Accepted(String id) implements EntryResult {}

  /** The service does not have it. */
  record Refused(BusException failure) implements EntryResult {
    /** Whether the same entry may be accepted a moment later. */
    boolean passing() {
      return failure.trouble() == Trouble.PASSING;
    }
  }
}
