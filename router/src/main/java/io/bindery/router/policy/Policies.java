package io.bindery.router.policy;

import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The policies of all watched buckets.
 *
 * @param buckets by the bucket's name, in the order of the configuration
 * @param fallback for what is still open in a bucket that is no longer watched
 */
public record Policies(Map<String, BucketPolicy> buckets, Trigger fallback) {
  public Policies {
    buckets = Collections.unmodifiableMap(new LinkedHashMap<>(buckets));
  }

  /**
   * Reads {@code buckets}, {@code bucket-names} and {@code default-policy} of the router's section.
   */
  public static Policies from(Settings router) {
    var defaults = router.section("default-policy");
    var buckets = new LinkedHashMap<String, BucketPolicy>();
    for (var section : router.sections("buckets")) {
      section.only(BucketPolicy.KEYS);
      add(buckets, section.path(), BucketPolicy.from(section.text("name"), section, defaults));
    }
    for (var name : router.texts("bucket-names")) {
      add(buckets, router.path() + ".bucket-names", BucketPolicy.from(name, defaults, defaults));
    }
    return new Policies(buckets, BucketPolicy.from("", defaults, defaults).trigger());
  }

  private static void add(Map<String, BucketPolicy> buckets, String path, BucketPolicy policy) {
    if (buckets.put(policy.bucket(), policy) != null) {
      throw SettingsException.conflict(
          path, policy.bucket(), "this bucket has a policy already; name each bucket once.");
    }
  }

  /** These, with a policy added, or put in the place of the one its bucket has. */
  public Policies with(BucketPolicy policy) {
    var changed = new LinkedHashMap<>(buckets);
    changed.put(policy.bucket(), policy);
    return new Policies(changed, fallback);
  }

  /** These, without the policy of a bucket. */
  public Policies without(String bucket) {
    var changed = new LinkedHashMap<>(buckets);
    changed.remove(bucket);
    return new Policies(changed, fallback);
  }

  /** The policy of a bucket, or nothing if it is not watched. */
  public Optional<BucketPolicy> of(String bucket) {
    return Optional.ofNullable(buckets.get(bucket));
  }

  /** What closes the batches of a bucket, watched or not. */
  public Trigger trigger(String bucket) {
    return of(bucket).map(BucketPolicy::trigger).orElse(fallback);
  }
}
