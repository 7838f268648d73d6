package io.bindery.packager.lineage;

import java.time.Instant;
import java.util.Optional;

/**
 * A run event that is owed.
 *
 * @param target {@code http} or {@code topic}
 * @param eventType as OpenLineage calls the transition
 * @param attempts that failed
 * @param dueAt when it is tried again, if it is not set aside
 * @param error why it could not be sent the last time
 * @param setAsideAt when it was refused for good
 */
public record LineageView(
    long id,
    String target,
    String jobId,
    String eventType,
    Instant happenedAt,
    int attempts,
    Instant dueAt,
    Optional<String> error,
    Optional<Instant> setAsideAt) {}
