package io.bindery.bench.chaos.history;

/**
 * An announcement that came.
 *
 * @param at when it was seen, in milliseconds since 1970
 */
public record Announced(String batchId, String prefix, long at) {}
