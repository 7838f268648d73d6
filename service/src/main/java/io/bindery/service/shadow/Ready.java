package io.bindery.service.shadow;

import java.time.Instant;

/**
 * One announcement that was heard.
 *
 * @param bucket the bucket of the batch
 * @param prefix its common prefix
 * @param time of the event, to the second
 * @param identity the batch's id if the announcement has one, else the event's: what is heard twice
 *     counts once
 */
record Ready(String bucket, String prefix, Instant time, String identity) {}
