package io.bindery.router.batch;

import java.time.Instant;

/**
 * A closed batch.
 *
 * @param batchId 32 hexadecimal digits, the same for ever
 * @param reason what closed it
 * @param totals what it adds up to
 * @param closedAt when, by the router's clock
 */
record ClosedBatch(String batchId, CloseReason reason, Totals totals, Instant closedAt) {}
