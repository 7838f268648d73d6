package io.bindery.exchange.plan;

/**
 * One revision of a plan.
 *
 * @param number from 0
 * @param jobs how many jobs fill it
 * @param bytes of its assets
 */
public record PlannedRevision(long number, long firstJob, int jobs, int assets, long bytes) {}
