/**
 * Figures of a node for its operators, in the format of Prometheus. Each has its name, its help and
 * its tags in one place, {@link io.bindery.platform.telemetry.Meters}; whoever counts gets it from
 * the actor system. What happened to batches and packages is counted from the journal's writes
 * ({@link io.bindery.platform.journal.Committed}), so that nothing counts that was not recorded.
 */
package io.bindery.platform.telemetry;
