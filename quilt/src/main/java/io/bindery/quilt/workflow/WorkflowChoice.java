package io.bindery.quilt.workflow;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/** What a description says about the workflow: the three mean different things. */
public sealed interface WorkflowChoice {
  /** The field is absent: the registry's default, if it has one. */
  WorkflowChoice UNSPECIFIED = new Unspecified();

  /** The field is {@code ""}: no workflow is wanted. */
  WorkflowChoice NONE = new None();

  /** As the schema of configurations has it. */
  Pattern ID = Pattern.compile("[A-Za-z_-][A-Za-z0-9_-]{0,63}");

  static WorkflowChoice named(String name) {
    return new Named(name);
  }

  /** See {@link #UNSPECIFIED}. */
  record Unspecified() implements WorkflowChoice {}

  /** See {@link #NONE}. */
  record None() implements WorkflowChoice {}

  /** The workflow with this name, which is not empty. */
  record Named(String name) implements WorkflowChoice {
    public Named {
      requireNonNull(name, "name");
      if (name.isEmpty()) {
        throw new IllegalArgumentException("the name of a workflow is empty");
      }
    }

    /** Whether a registry's configuration can have a workflow of this name. */
    public boolean canBe() {
      return ID.matcher(name).matches();
    }
  }
}
