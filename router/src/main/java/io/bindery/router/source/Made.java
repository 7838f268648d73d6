package io.bindery.router.source;

import io.bindery.protocol.description.PackageDescription;

/** What a source makes of an event. */
sealed interface Made {
  /**
   * A package is asked for.
   *
   * @param text the description, for the packager's queue
   * @param description the same, with what it leaves open filled in
   */
  record Description(String text, PackageDescription description) implements Made {}

  /** Nothing is asked for, but it is worth to be seen. */
  record Note(String words) implements Made {}

  /** The event is one of the source's, and cannot be used. */
  record Refusal(String reason) implements Made {}
}
