package io.bindery.router.policy;

import io.bindery.platform.versioned.Origin;
import io.bindery.platform.versioned.Versioned;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The policy of one bucket and where it comes from.
 *
 * @param version counts the changes of this bucket at run time; 0 if there was none
 * @param policy what is set for the bucket itself, worded as in the configuration; empty if it is
 *     batched by the default policy
 * @param effective the same, and the default policy where the bucket has no value of its own
 * @param changedBy who changed it last at run time
 * @param changedAt when
 * @param broken why the stored policy cannot be used; that of the configuration, if any, is in
 *     force
 */
public record PolicyView(
    String bucket,
    long version,
    Origin source,
    Map<String, Object> policy,
    Map<String, Object> effective,
    Optional<String> changedBy,
    Optional<Instant> changedAt,
    Optional<String> broken)
    implements Versioned {}
