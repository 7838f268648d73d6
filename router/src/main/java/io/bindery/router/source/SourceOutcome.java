package io.bindery.router.source;

/** What became of an order to change a source. */
public sealed interface SourceOutcome {
  /** It is stored, in force on this node, and on the others within a second. */
  record Changed(SourceView view) implements SourceOutcome {}

  /** It was stored, and the source is gone. */
  record Gone(long version) implements SourceOutcome {}

  /** The source is not at the version that was expected, but at this one. */
  record OtherVersion(long version) implements SourceOutcome {}

  /** There is no such source, or nothing of it that was set at run time. */
  record NotSet() implements SourceOutcome {}
}
