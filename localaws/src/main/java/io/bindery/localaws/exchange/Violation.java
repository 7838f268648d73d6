package io.bindery.localaws.exchange;

/**
 * Something that a client must never let happen.
 *
 * @param detail names what it happened to
 */
public record Violation(Kind kind, String detail) {
  /** What must never happen. */
  public enum Kind {
    /** More import jobs were in progress than the quota allows. */
    TOO_MANY_IMPORTS,
    /** A revision was finalized without an asset that its jobs were asked to import. */
    ASSET_MISSING,
    /** A second revision was made for one intent. */
    TWO_REVISIONS,
    /** A second revision of one intent was finalized. */
    TWO_PUBLICATIONS,
    /** A finalized revision was changed. */
    FINALIZED_CHANGED
  }
}
