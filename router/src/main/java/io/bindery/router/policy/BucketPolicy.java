package io.bindery.router.policy;

import io.bindery.platform.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How one watched bucket is batched.
 *
 * @param bucket the bucket's name
 * @param ignorePrefixes what never counts, besides what Bindery itself writes
 * @param prefixDepth how many folder segments make the common prefix, 0 to 64
 * @param trigger what closes a batch
 */
public record BucketPolicy(
    String bucket, IgnorePrefixes ignorePrefixes, int prefixDepth, Trigger trigger) {
  /** The keys of its section. */
  static final List<String> KEYS =
      List.of("name", "ignore-prefixes", "prefix-depth", "trigger.count", "trigger.quiet");

  private static final int MAX_DEPTH = 64;
  private static final int MAX_COUNT = 10_000_000;
  private static final Duration MIN_QUIET = Duration.ofMillis(100);
  private static final Duration MAX_QUIET = Duration.ofDays(30);

  /** Reads a policy; a key that the section does not have is taken from {@code defaults}. */
  static BucketPolicy from(String bucket, Settings section, Settings defaults) {
    return new BucketPolicy(
        bucket,
        ignorePrefixes(having(section, "ignore-prefixes", defaults)),
        having(section, "prefix-depth", defaults).integer("prefix-depth", 0, MAX_DEPTH),
        new Trigger(
            having(section, "trigger.count", defaults).integer("trigger.count", 1, MAX_COUNT),
            having(section, "trigger.quiet", defaults)
                .duration("trigger.quiet", MIN_QUIET, MAX_QUIET)));
  }

  private static Settings having(Settings section, String key, Settings defaults) {
    return section.has(key) ? section : defaults;
  }

  private static IgnorePrefixes ignorePrefixes(Settings settings) {
    try {
      return IgnorePrefixes.of(settings.texts("ignore-prefixes"));
    } catch (IllegalArgumentException e) {
      throw settings.notAllowed("ignore-prefixes", e.getMessage());
    }
  }
}
