package io.bindery.bench.router;

import java.time.Duration;

/**
 * What closes a batch, the same for all contestants.
 *
 * @param count distinct keys, or events where a contestant knows no keys
 * @param quiet time without an event
 */
record Rule(int count, Duration quiet) {}
