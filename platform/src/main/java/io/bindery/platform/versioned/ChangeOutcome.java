package io.bindery.platform.versioned;

/**
 * What became of an order to change a value.
 *
 * @param <V> what is known of the value afterwards
 */
public sealed interface ChangeOutcome<V> {
  /** It is stored, in force on this node, and on the others within a second. */
  record Changed<V>(V view) implements ChangeOutcome<V> {}

  /** It was stored as this version, and nothing of this name is left. */
  record Gone<V>(long version) implements ChangeOutcome<V> {}

  /** The value is not at the version that was expected, but at this one. */
  record OtherVersion<V>(long version) implements ChangeOutcome<V> {}

  /** There is nothing to take away: nothing was set at run time. */
  record NotSet<V>() implements ChangeOutcome<V> {}
}
