package io.bindery.router.policy;

/** What became of an order to change a policy. */
public sealed interface PolicyOutcome {
  /** It is stored, in force on this node, and on the others within a second. */
  record Changed(PolicyView view) implements PolicyOutcome {}

  /** The bucket's policy is not at the version that was expected, but at this one. */
  record OtherVersion(long version) implements PolicyOutcome {}

  /** There is nothing to take away: the bucket has no policy that was set at run time. */
  record NotSet() implements PolicyOutcome {}
}
