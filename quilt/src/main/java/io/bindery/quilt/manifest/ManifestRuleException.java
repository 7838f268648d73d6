package io.bindery.quilt.manifest;

/** What was to be written would not be a manifest that quilt3 can read. */
public final class ManifestRuleException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** The rule that was broken. */
  public enum Rule {
    /** Each logical key stands in a manifest once. */
    DUPLICATE_KEY,
    /** A name is a file or a directory, not both. */
    FILE_AND_DIRECTORY,
    /** Entries come in manifest order, and so do directories, before all entries. */
    ORDER,
    /** A line has a largest length. */
    RECORD_TOO_LONG,
    /** Metadata and names must have a written form. */
    UNWRITABLE_VALUE
  }

  private final Rule rule;
  private final String where;

  ManifestRuleException(Rule rule, String where, String message) {
    super(message);
    this.rule = rule;
    this.where = where;
  }

  public Rule rule() {
    return rule;
  }

  /** The logical key concerned, or {@code header}. */
  public String where() {
    return where;
  }
}
