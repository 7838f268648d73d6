/**
 * Workflows: the rules that a registry has for its packages, as Quilt defines them. Whoever may
 * write to a registry writes these rules, so that reading and applying them is bounded throughout.
 *
 * <p>{@link io.bindery.quilt.workflow.WorkflowConfig} reads {@code .quilt/workflows/config.yml},
 * {@link io.bindery.quilt.workflow.WorkflowPlan} says what a package follows and which schemas it
 * needs, {@link io.bindery.quilt.workflow.WorkflowCheck} decides.
 */
package io.bindery.quilt.workflow;
