package io.bindery.router.policy;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One change of a bucket's policy at run time.
 *
 * @param version 1 for the first change of the bucket, and so on
 * @param policy what was set, worded as in the configuration; absent if it was taken away
 * @param changedBy who
 * @param changedAt when, by the clock of the node that took the order
 */
public record PolicyChange(
    long version, Optional<Map<String, Object>> policy, String changedBy, Instant changedAt) {}
