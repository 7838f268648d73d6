package io.bindery.packager.policy;

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
    Source source,
    List<Map<String, Object>> policies,
    Optional<String> changedBy,
    Optional<Instant> changedAt,
    Optional<String> broken) {

  /** Where policies come from. */
  public enum Source {
    /** They were set at run time. */
    API,
    /** The configuration has some for the bucket. */
    CONFIGURATION,
    /** There are none: packages of the bucket are as their descriptions say. */
    NONE
  }
}
