package io.bindery.packager.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One change of a bucket's package policies at run time.
 *
 * @param version 1 for the first change of the bucket, and so on
 * @param policies what was set; absent if it was taken away
 * @param changedBy who
 * @param changedAt when, by the clock of the node that took the order
 */
public record PackagePolicyChange(
    long version,
    Optional<List<Map<String, Object>>> policies,
    String changedBy,
    Instant changedAt) {}
