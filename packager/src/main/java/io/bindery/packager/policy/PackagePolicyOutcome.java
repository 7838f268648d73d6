package io.bindery.packager.policy;

/** What became of an order to change package policies. */
public sealed interface PackagePolicyOutcome {
  /** It is stored, in force on this node, and on the others within a second. */
  record Changed(PackagePolicyView view) implements PackagePolicyOutcome {}

  /** The bucket's policies are not at the version that was expected, but at this one. */
  record OtherVersion(long version) implements PackagePolicyOutcome {}

  /** There is nothing to take away: nothing was set for the bucket at run time. */
  record NotSet() implements PackagePolicyOutcome {}
}
