package io.bindery.quilt.workflow;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.QuiltException;
import java.io.Serial;
import java.util.List;
import java.util.Optional;

/**
 * A package may not be made by the rules of its registry, or the rules themselves cannot be used.
 * It stays so until somebody changes one of them. The message begins as quilt3's does, and names
 * what quilt3 would name.
 */
public final class WorkflowException extends QuiltException {
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

  /** What is wrong in one place. */
  public record Problem(Rule rule, String path, String text) {}

  private final Rule rule;
  private final transient Optional<String> workflow;
  private final transient List<Problem> problems;

  /** One problem, which is said by the message. */
  public WorkflowException(Rule rule, String message) {
    this(rule, message, (Throwable) null);
  }

  WorkflowException(Rule rule, String message, Throwable cause) {
    this(rule, message, Optional.empty(), List.of(new Problem(rule, "", message)), cause);
  }

  private WorkflowException(
      Rule rule,
      String message,
      Optional<String> workflow,
      List<Problem> problems,
      Throwable cause) {
    super(message, cause);
    this.rule = requireNonNull(rule, "rule");
    this.workflow = workflow;
    this.problems = List.copyOf(problems);
  }

  /** For values that do not match a schema. */
  WorkflowException(Rule rule, String message, Reasons reasons) {
    this(
        rule,
        message,
        Optional.empty(),
        reasons.first().stream().map(it -> new Problem(rule, it.path(), it.text())).toList(),
        null);
  }

  /** This one, of a workflow and with more problems than the first that quilt3 would name. */
  WorkflowException with(Optional<String> name, List<Problem> all) {
    return new WorkflowException(rule, getMessage(), name, all, this);
  }

  /** The workflow whose rules are broken, if it is known. */
  public Optional<String> workflow() {
    return workflow;
  }

  /** All that is known to be wrong, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  /** Whether it is the package that breaks the rules, and not the rules that are broken. */
  public boolean isOfPackage() {
    return switch (rule) {
      case MESSAGE, NAME, METADATA, ENTRIES -> true;
      case CONFIG, VERSION, SELECTION, SCHEMA, PATTERN, SUCCESSOR -> false;
    };
  }

  public Rule rule() {
    return rule;
  }
}
