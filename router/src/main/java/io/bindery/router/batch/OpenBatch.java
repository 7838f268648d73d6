package io.bindery.router.batch;

import java.time.Instant;
import java.util.Optional;

/**
 * What was recorded since the prior trigger; at least one object event.
 *
 * @param totals what it adds up to
 * @param keys 64-bit hashes of the last keys, to count each once
 * @param lastRecordedAt when the last object event was recorded, by the router's clock
 * @param dueAt when it closes unless more comes, by the router's clock; absent if only more object
 *     events can close it
 */
record OpenBatch(Totals totals, LongWindow keys, Instant lastRecordedAt, Optional<Instant> dueAt) {}
