package io.bindery.quilt.workflow;

import static java.util.Objects.requireNonNull;

import io.bindery.quilt.QuiltException;
import java.io.Serial;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
    ENTRIES;

    /** What the paths of Quilt begin with, if it lists errors of this kind. */
    private Optional<String> quiltPath() {
      return switch (this) {
        case MESSAGE -> Optional.of("message");
        case NAME -> Optional.of("name");
        case METADATA -> Optional.of("meta");
        case ENTRIES -> Optional.of("entries");
        case CONFIG, VERSION, SELECTION, SCHEMA, PATTERN, SUCCESSOR -> Optional.empty();
      };
    }
  }

  /**
   * What is wrong in one place.
   *
   * @param path as JSON path, empty if it is about no place
   * @param quiltPath the path below which Quilt lists it, such as {@code meta/run/0}; absent if
   *     Quilt stops before it, or has no such list for errors of this kind
   * @param text without a full stop, where there is a path
   * @param missing the property that should be there, if that is what is wrong
   */
  public record Problem(
      Rule rule, String path, Optional<String> quiltPath, String text, Optional<String> missing) {
    private Problem(Rule rule, String path, Optional<String> quiltPath, String text) {
      this(rule, path, quiltPath, text, Optional.empty());
    }

    private static Problem of(Rule rule, Reason reason, boolean shown) {
      return new Problem(
          rule,
          reason.path(),
          shown ? rule.quiltPath().map(root -> root + reason.quiltPath()) : Optional.empty(),
          reason.text(),
          reason.missing());
    }

    private Problem unknownToQuilt() {
      return new Problem(rule, path, Optional.empty(), text, missing);
    }
  }

  private final Rule rule;
  private final transient Optional<String> workflow;
  private final transient List<Problem> problems;

  /** One problem, which is said by the message. */
  public WorkflowException(Rule rule, String message) {
    this(
        rule,
        message,
        Optional.empty(),
        List.of(new Problem(rule, "", rule.quiltPath(), message)),
        null);
  }

  /** The rule could not be applied, which Quilt has no word for. */
  WorkflowException(Rule rule, String message, Throwable cause) {
    this(
        rule,
        message,
        Optional.empty(),
        List.of(new Problem(rule, "", Optional.empty(), message)),
        cause);
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
        Stream.concat(
                reasons.shownByQuilt().stream().map(it -> Problem.of(rule, it, true)),
                reasons.others().stream().map(it -> Problem.of(rule, it, false)))
            .toList(),
        null);
  }

  /** This one, of a workflow. */
  WorkflowException of(Optional<String> name) {
    return new WorkflowException(rule, getMessage(), name, problems, this);
  }

  /** The first of several, of a workflow. Quilt would stop there. */
  static WorkflowException of(Optional<String> name, List<WorkflowException> broken) {
    var first = broken.get(0);
    var later =
        broken.stream().skip(1).flatMap(it -> it.problems.stream()).map(Problem::unknownToQuilt);
    return new WorkflowException(
        first.rule,
        first.getMessage(),
        name,
        Stream.concat(first.problems.stream(), later).toList(),
        first);
  }

  /** The workflow whose rules are broken, if it is known. */
  public Optional<String> workflow() {
    return workflow;
  }

  /**
   * All that is known to be wrong, at least one: first what Quilt would list, in its order, then
   * the rest.
   */
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
