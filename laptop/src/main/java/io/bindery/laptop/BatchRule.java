package io.bindery.laptop;

import java.time.Duration;

/**
 * How the embedded service batches its buckets.
 *
 * @param depth folder segments of the common prefix
 * @param count distinct keys that close a batch
 * @param quiet time without an upload that closes a batch
 */
public record BatchRule(int depth, int count, Duration quiet) {}
