package io.bindery.packager.workflow;

import static java.util.Objects.requireNonNull;

import io.bindery.packager.failure.PackagingException;
import java.io.Serial;

/**
 * A package may not be made by the rules of its registry, or the rules themselves cannot be used.
 * It stays so until somebody changes one of them. The message begins as quilt3's does.
 */
public final class WorkflowException extends PackagingException {
  @Serial private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Rule {
    /** The configuration cannot be read or is not valid. */
    CONFIG,
    /** The configuration is of a later version. */
    VERSION,
    /** The workflow that is asked for does not exist, or one is needed. */
    SELECTION,
    /** A schema cannot be read or is not valid. */
    SCHEMA,
    /** The {@code handle_pattern} is no regular expression. */
    PATTERN,
    /** Revisions may not be promoted to this registry. */
    SUCCESSOR,
    /** The package has no commit message. */
    MESSAGE,
    /** The name of the package does not match. */
    NAME,
    /** The metadata of the package does not match its schema. */
    METADATA,
    /** The entries of the package do not match their schema. */
    ENTRIES
  }

  private final Rule rule;

  WorkflowException(Rule rule, String message) {
    this(rule, message, null);
  }

  WorkflowException(Rule rule, String message, Throwable cause) {
    super(message, cause);
    this.rule = requireNonNull(rule, "rule");
  }

  public Rule rule() {
    return rule;
  }
}
