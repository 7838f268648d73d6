package io.bindery.platform.versioned;

/** What became of an order to change a value. */
public sealed interface ChangeOutcome {
  /** It is stored as this version, in force on this node, and on the others within a second. */
  record Stored(long version) implements ChangeOutcome {}

  /** The value is not at the version that was expected, but at this one. */
  record OtherVersion(long version) implements ChangeOutcome {}

  /** There is nothing to take away: nothing was set at run time. */
  record NotSet() implements ChangeOutcome {}
}
