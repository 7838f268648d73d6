package io.bindery.packager.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A row of {@code lineage_event}.
 *
 * @param happenedAt when the job came into that state
 * @param facts what the job was then
 * @param attempts that failed so far
 */
record OwedEvent(
    long id, String jobId, RunState state, Instant happenedAt, JsonNode facts, int attempts) {}
