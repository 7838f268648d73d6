package io.bindery.router.policy;

import io.bindery.platform.canary.CanarySettings;
import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Grammar;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The policies of all watched buckets. A value: a change makes another one.
 *
 * @param buckets by the bucket's name, in the order of the configuration
 * @param defaults for what is still open in a bucket that is no longer watched, and for unknown
 *     buckets if they are let in; its bucket's name is empty
 * @param onUnknownBucket whether they are, and what becomes of their notices if they are not
 * @param canary how the folders of canaries are batched, whatever their bucket's policy says
 */
public record Policies(
    Map<String, BucketPolicy> buckets,
    BucketPolicy defaults,
    UnknownBucket onUnknownBucket,
    Optional<Canary> canary) {
  public Policies {
    buckets = Collections.unmodifiableMap(new LinkedHashMap<>(buckets));
  }

  /** Policies without canaries. */
  public Policies(
      Map<String, BucketPolicy> buckets, BucketPolicy defaults, UnknownBucket onUnknownBucket) {
    this(buckets, defaults, onUnknownBucket, Optional.empty());
  }

  /** The folders of canaries in a bucket. */
  record Canary(String bucket, PrefixOverride rule) {}

  /**
   * Reads {@code buckets}, {@code bucket-names}, {@code default-policy} and {@code
   * on-unknown-bucket} of the router's section.
   */
  public static Policies from(Settings router) {
    var defaults = router.section("default-policy");
    var buckets = new LinkedHashMap<String, BucketPolicy>();
    for (var section : router.sections("buckets")) {
      add(buckets, section.path(), BucketPolicy.from(section.text("name"), section, defaults));
    }
    for (var name : router.texts("bucket-names", Grammar.BUCKET)) {
      add(buckets, router.path() + ".bucket-names", BucketPolicy.fromDefaults(name, defaults));
    }
    return new Policies(
        buckets,
        BucketPolicy.fromDefaults("", defaults),
        router.choice("on-unknown-bucket", UnknownBucket.class));
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
    return new Policies(changed, defaults, onUnknownBucket, canary);
  }

  /** These, without the policy of a bucket. */
  public Policies without(String bucket) {
    var changed = new LinkedHashMap<>(buckets);
    changed.remove(bucket);
    return new Policies(changed, defaults, onUnknownBucket, canary);
  }

  /**
   * These, with canaries: each is a batch of its own, which closes when it has been quiet for as
   * long as they say.
   */
  public Policies with(CanarySettings canaries) {
    return new Policies(
        buckets,
        defaults,
        onUnknownBucket,
        canaries
            .place()
            .map(
                place ->
                    new Canary(
                        place.bucket(),
                        new PrefixOverride(
                            place.prefix(),
                            place.depth(),
                            Trigger.ofQuiet(canaries.quiet()),
                            Optional.empty(),
                            true))));
  }

  private BucketPolicy withCanary(String bucket, BucketPolicy policy) {
    return canary
        .filter(it -> it.bucket().equals(bucket))
        .map(it -> policy.overridden(it.rule()))
        .orElse(policy);
  }

  /** The policy by which notices of a bucket are taken in, or nothing if they are not. */
  public Optional<BucketPolicy> of(String bucket) {
    var own = Optional.ofNullable(buckets.get(bucket));
    var inForce =
        onUnknownBucket == UnknownBucket.DEFAULT_POLICY
            ? own.or(() -> Optional.of(defaults.of(bucket)))
            : own;
    return inForce.map(policy -> withCanary(bucket, policy));
  }

  /** Whether notices of buckets that are not watched are dropped, and not set aside. */
  public boolean dropsUnknown() {
    return onUnknownBucket == UnknownBucket.IGNORE;
  }

  /** Whether this service packages the folder of a batch of a bucket, watched or not. */
  public boolean packages(String bucket, String prefix) {
    return buckets.getOrDefault(bucket, defaults).packages(prefix);
  }

  /** The preset by which a folder of a bucket, watched or not, is packaged, if there is one. */
  public Optional<PresetFile> preset(String bucket, String prefix) {
    return withCanary(bucket, buckets.getOrDefault(bucket, defaults)).presetOf(prefix);
  }

  /** What closes the batch of a bucket, watched or not, and common prefix. */
  public Trigger trigger(String bucket, String prefix) {
    return withCanary(bucket, buckets.getOrDefault(bucket, defaults)).triggerOf(prefix);
  }
}
