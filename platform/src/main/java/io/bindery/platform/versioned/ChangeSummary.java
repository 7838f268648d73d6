package io.bindery.platform.versioned;

import java.time.Instant;
import java.util.Optional;

/**
 * A change without its value, as a history lists it: values may be large.
 *
 * @param version 1 for the first change of the value, and so on
 * @param bytes how many the value has as JSON; absent if it was taken away
 * @param changedBy who
 * @param changedAt when, by the clock of the node that took the order
 */
public record ChangeSummary(
    long version, Optional<Long> bytes, String changedBy, Instant changedAt) {}
