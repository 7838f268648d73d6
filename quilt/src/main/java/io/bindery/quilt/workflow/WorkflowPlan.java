package io.bindery.quilt.workflow;

import io.bindery.quilt.workflow.WorkflowConfig.Workflow;
import io.bindery.quilt.workflow.WorkflowException.Rule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which workflow a package follows, and what has still to be read for it. So reading files stays
 * with whoever uses this library: {@link #schemas} says what is needed, {@link #check} takes it.
 */
public final class WorkflowPlan {
  private final Optional<Located<WorkflowConfig>> config;
  private final Optional<String> name;
  private final Optional<BoundedPattern> pattern;

  private WorkflowPlan(
      Optional<Located<WorkflowConfig>> config,
      Optional<String> name,
      Optional<BoundedPattern> pattern) {
    this.config = config;
    this.name = name;
    this.pattern = pattern;
  }

  /**
   * The plan for a package.
   *
   * @param config nothing if the registry has none
   * @throws WorkflowException if the choice does not fit the configuration
   */
  public static WorkflowPlan of(Optional<Located<WorkflowConfig>> config, WorkflowChoice choice) {
    if (config.isEmpty()) {
      if (!(choice instanceof WorkflowChoice.Unspecified)) {
        throw new WorkflowException(
            Rule.SELECTION,
            "%s workflow is specified, but no workflows config exist. Leave 'workflow' out."
                .formatted(
                    choice instanceof WorkflowChoice.Named named
                        ? "'" + named.name() + "'"
                        : "None"));
      }
      return new WorkflowPlan(config, Optional.empty(), Optional.empty());
    }
    var rules = config.get().value();
    var name = rules.select(choice);
    return new WorkflowPlan(
        config,
        name,
        name.flatMap(it -> rules.workflows().get(it).handlePattern().map(p -> compile(it, p))));
  }

  private static BoundedPattern compile(String workflow, String pattern) {
    try {
      return BoundedPattern.compile(pattern);
    } catch (PatternException e) {
      throw new WorkflowException(
          Rule.PATTERN,
          "The handle_pattern '%s' of workflow '%s' is no regular expression: %s."
              .formatted(pattern, workflow, e.getMessage()),
          e);
    }
  }

  /**
   * The ids of the schemas that must be read, in the order in which quilt3 reads them: that of the
   * metadata, then that of the entries.
   */
  public List<String> schemas() {
    return workflow().stream()
        .flatMap(it -> Stream.of(it.metadataSchema(), it.entriesSchema()))
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  /**
   * What the configuration says of a schema.
   *
   * @param id of {@link #schemas}
   * @throws WorkflowException if the configuration has no URL for it
   */
  public SchemaReference schema(String id) {
    var url = config.orElseThrow().value().schemas().get(id);
    if (url == null) {
      throw new WorkflowException(Rule.SCHEMA, "There is no '%s' in schemas.".formatted(id));
    }
    return new SchemaReference(id, url);
  }

  private Optional<Workflow> workflow() {
    return name.map(it -> config.orElseThrow().value().workflows().get(it));
  }

  /**
   * The rules, ready to be applied.
   *
   * @param schemas all of {@link #schemas}, by their ids
   */
  public WorkflowCheck check(Map<String, Located<JsonSchema>> schemas, TimeLimit timeLimit) {
    if (config.isEmpty()) {
      return WorkflowCheck.NONE;
    }
    if (name.isEmpty()) {
      return WorkflowCheck.skipped(config.get().uri());
    }
    var workflow = workflow().orElseThrow();
    var metadata = workflow.metadataSchema().map(schemas::get);
    var entries = workflow.entriesSchema().map(schemas::get);
    return new WorkflowCheck(
        Optional.of(
            WorkflowCheck.recorded(config.get().uri(), name.get(), workflow, metadata, entries)),
        workflow.messageRequired(),
        pattern,
        metadata.map(Located::value),
        entries.map(it -> EntriesRule.of(it.value())),
        timeLimit);
  }
}
