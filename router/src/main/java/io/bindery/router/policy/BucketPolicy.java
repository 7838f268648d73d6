package io.bindery.router.policy;

import io.bindery.platform.preset.PresetChoice;
import io.bindery.platform.preset.PresetFile;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How one watched bucket is batched.
 *
 * @param bucket the bucket's name
 * @param ignorePrefixes what never counts, besides what Bindery itself writes
 * @param root what becomes of objects at the bucket's root
 * @param prefixDepth how many folder segments make the common prefix, 0 to 64
 * @param trigger what closes a batch
 * @param countDeletes whether a deleted object counts like a created one; else it is only noted
 * @param reconcileEvery how often the bucket is listed for what no notice told of; absent: only on
 *     demand
 * @param overrides other depths and triggers for some folders; the first that is for a key wins
 * @param preset where the policy takes what its own section does not say, above the default policy
 */
public record BucketPolicy(
    String bucket,
    IgnorePrefixes ignorePrefixes,
    RootRule root,
    int prefixDepth,
    Trigger trigger,
    boolean countDeletes,
    Optional<Duration> reconcileEvery,
    List<PrefixOverride> overrides,
    Optional<PresetFile> preset) {
  static final int MAX_PREFIX_DEPTH = CommonPrefix.MAX_DEPTH;

  private static final String RECONCILE_EVERY = "reconcile-every";
  private static final String ROOT = "root";

  /** How it is told that an object is ignored for it lies at the root. */
  private static final String ROOT_IGNORED = "root = ignore";

  /** The keys of its section. */
  private static final List<String> KEYS = keys();

  public BucketPolicy {
    overrides = List.copyOf(overrides);
  }

  /** A policy without a preset. */
  public BucketPolicy(
      String bucket,
      IgnorePrefixes ignorePrefixes,
      RootRule root,
      int prefixDepth,
      Trigger trigger,
      boolean countDeletes,
      Optional<Duration> reconcileEvery,
      List<PrefixOverride> overrides) {
    this(
        bucket,
        ignorePrefixes,
        root,
        prefixDepth,
        trigger,
        countDeletes,
        reconcileEvery,
        overrides,
        Optional.empty());
  }

  /**
   * Reads the policy of a bucket that has a section of its own.
   *
   * @param section what it says about itself; a key that does not exist is refused
   * @param defaults where the other values are
   */
  public static BucketPolicy from(String bucket, Settings section, Settings defaults) {
    section.only(KEYS);
    var preset = PresetChoice.from(section).preset();
    return read(bucket, section, preset, defaults);
  }

  /** The default policy, for one bucket. */
  static BucketPolicy fromDefaults(String bucket, Settings defaults) {
    return read(bucket, defaults, Optional.empty(), defaults);
  }

  /** The same policy for another bucket. */
  BucketPolicy of(String otherBucket) {
    return new BucketPolicy(
        otherBucket,
        ignorePrefixes,
        root,
        prefixDepth,
        trigger,
        countDeletes,
        reconcileEvery,
        overrides,
        preset);
  }

  /** The same policy with an override that stands above all others. */
  BucketPolicy overridden(PrefixOverride first) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(overrides);
    return new BucketPolicy(
        bucket,
        ignorePrefixes,
        root,
        prefixDepth,
        trigger,
        countDeletes,
        reconcileEvery,
        all,
        preset);
  }

  /** Why an object of this key never counts; nothing if it does. */
  public Optional<String> ignoring(String key) {
    return ignoresRoot(key) ? Optional.of(ROOT_IGNORED) : ignorePrefixes.ignoring(key);
  }

  /** Whether an object of this key never counts because it lies at the root. */
  public boolean ignoresRoot(String key) {
    return root == RootRule.IGNORE && key.indexOf('/') < 0;
  }

  /** Whether an object of this key counts when it is deleted. */
  public boolean countsDeletes(String key) {
    return countDeletes && overrideFor(key).filter(PrefixOverride::deletesNeverCount).isEmpty();
  }

  /** Whether this service packages the folder of a batch. */
  public boolean packages(String prefix) {
    return !prefix.isEmpty() || root == RootRule.PACKAGE;
  }

  /** The common prefix of a key. */
  public String prefixOf(String key) {
    return CommonPrefix.of(key, depthOf(key));
  }

  /** How many folder segments make the common prefix of a key. */
  public int depthOf(String key) {
    return overrideFor(key).map(PrefixOverride::prefixDepth).orElse(prefixDepth);
  }

  /** What closes the batch of a common prefix. */
  public Trigger triggerOf(String prefix) {
    return overrideFor(prefix).map(PrefixOverride::trigger).orElse(trigger);
  }

  /**
   * The preset by which the folder of a common prefix is packaged, if there is one. Folders above
   * those that a preset is for, such as a folder of runs, are none of its kind.
   */
  public Optional<PresetFile> presetOf(String prefix) {
    var override = overrideFor(prefix);
    int depth = override.map(PrefixOverride::prefixDepth).orElse(prefixDepth);
    return override.map(PrefixOverride::preset).orElse(preset).filter(it -> isAt(depth, prefix));
  }

  private static boolean isAt(int depth, String prefix) {
    return prefix.chars().filter(c -> c == '/').count() == depth;
  }

  /** The override for a key or a common prefix, if there is one. */
  public Optional<PrefixOverride> overrideFor(String keyOrPrefix) {
    return overrides.stream().filter(override -> override.isFor(keyOrPrefix)).findFirst();
  }

  private static BucketPolicy read(
      String bucket, Settings section, Optional<PresetFile> preset, Settings defaults) {
    var layers = Layers.of(section, preset, defaults);
    var ignored = ignorePrefixes(layers.having("ignore-prefixes"));
    return new BucketPolicy(
        bucket,
        ignored,
        root(layers, ignored),
        layers.having("prefix-depth").integer("prefix-depth", 0, MAX_PREFIX_DEPTH),
        TriggerSettings.from(layers),
        layers.having("count-deletes").flag("count-deletes"),
        layers
            .having(RECONCILE_EVERY)
            .durationOrOff(RECONCILE_EVERY, Duration.ofMinutes(1), Duration.ofDays(366)),
        layers.having("overrides").sections("overrides").stream()
            .map(override -> PrefixOverride.from(override, section, preset, defaults))
            .toList(),
        preset);
  }

  /** A package of the root takes in what the packager leaves in, which knows no such prefixes. */
  private static RootRule root(Layers layers, IgnorePrefixes ignored) {
    var root = layers.having(ROOT).choice(ROOT, RootRule.class);
    if (root == RootRule.PACKAGE && !ignored.texts().isEmpty()) {
      throw SettingsException.conflict(
          layers.path() + "." + ROOT,
          "package",
          "a package of the whole bucket would hold what ignore-prefixes = %s leaves out: set ignore-prefixes = [] and have the package policy leave it out, or use root = announce."
              .formatted(ignored.texts()));
    }
    return root;
  }

  private static IgnorePrefixes ignorePrefixes(Settings settings) {
    try {
      return IgnorePrefixes.of(settings.texts("ignore-prefixes"));
    } catch (IllegalArgumentException e) {
      throw settings.notAllowed("ignore-prefixes", e.getMessage());
    }
  }

  private static List<String> keys() {
    var keys =
        new ArrayList<>(
            List.of(
                "name",
                "ignore-prefixes",
                "prefix-depth",
                "count-deletes",
                RECONCILE_EVERY,
                ROOT,
                "overrides",
                PresetChoice.KEY));
    keys.addAll(TriggerSettings.KEYS);
    return List.copyOf(keys);
  }
}
