package io.bindery.platform.versioned;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One change of a value at run time.
 *
 * @param version 1 for the first change of the value, and so on
 * @param value what was set: texts, numbers, true or false, lists and maps; absent if it was taken
 *     away
 * @param changedBy who
 * @param changedAt when, by the clock of the node that took the order
 */
public record VersionedChange(
    long version, Optional<Map<String, Object>> value, String changedBy, Instant changedAt) {}
