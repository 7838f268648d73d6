package io.bindery.packager.policy;

import io.bindery.platform.versioned.Origin;
import io.bindery.platform.versioned.Versioned;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The package policies of one bucket and where they come from.
 *
 * @param version counts the changes of this bucket at run time; 0 if there was none
 * @param policies in the order in which they are looked through, worded as in the configuration but
 *     without the bucket
 * @param changedBy who changed them last at run time
 * @param changedAt when
 * @param broken why the stored policies cannot be used; those of the configuration are in force
 */
public record PackagePolicyView(
    String bucket,
    long version,
    Origin source,
    List<Map<String, Object>> policies,
    Optional<String> changedBy,
    Optional<Instant> changedAt,
    Optional<String> broken)
    implements Versioned {}
