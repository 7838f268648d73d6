package io.bindery.router.source;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One change of a source at run time.
 *
 * @param version 1 for the first change of the source, and so on
 * @param definition what was set, worded as in the API; absent if it was taken away
 * @param changedBy who
 * @param changedAt when, by the clock of the node that took the order
 */
public record SourceChange(
    long version, Optional<Map<String, Object>> definition, String changedBy, Instant changedAt) {}
