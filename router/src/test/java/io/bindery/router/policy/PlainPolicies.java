package io.bindery.router.policy;

import io.bindery.platform.preset.PresetFile;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Policies of which a test sets only what it is about. */
public final class PlainPolicies {
  private PlainPolicies() {}

  /** Closes at so many distinct keys, or after so long without an object event. */
  public static Trigger trigger(int count, Duration quiet) {
    return new Trigger(
        Optional.of(count),
        Trigger.CountMode.KEYS,
        Optional.of(quiet),
        Optional.empty(),
        Markers.NONE,
        Duration.ZERO,
        1,
        Trigger.Combine.ANY);
  }

  /** A policy without overrides, in which deleted objects do not count. */
  public static BucketPolicy policy(
      String bucket, IgnorePrefixes ignorePrefixes, int prefixDepth, Trigger trigger) {
    return new BucketPolicy(
        bucket,
        ignorePrefixes,
        RootRule.ANNOUNCE,
        prefixDepth,
        trigger,
        false,
        Optional.empty(),
        List.of());
  }

  /** An override without a preset. */
  public static PrefixOverride override(String prefix, int prefixDepth, Trigger trigger) {
    return new PrefixOverride(prefix, prefixDepth, trigger, Optional.<PresetFile>empty());
  }
}
