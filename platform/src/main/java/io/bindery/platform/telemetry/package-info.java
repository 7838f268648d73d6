/**
 * Figures of a node for its operators, in the format of Prometheus. Each has its name, its help and
 * its tags in one place: {@link io.bindery.platform.telemetry.Meters}, or beside the one feature
 * that it is of; whoever counts gets the meters from the actor system. Counters are there from the
 * start, with 0: of one that appears with its first event nobody sees the first. What happened to
 * batches and packages is counted from the journal's writes ({@link
 * io.bindery.platform.journal.Committed}), so that nothing counts that was not recorded.
 */
package io.bindery.platform.telemetry;
