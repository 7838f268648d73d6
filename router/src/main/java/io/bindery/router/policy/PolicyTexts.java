package io.bindery.router.policy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import io.bindery.platform.preset.PresetChoice;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import io.bindery.platform.versioned.Readable;
import java.util.LinkedHashMap;
import java.util.Map;

/** Policies as they are worded: those of the configuration, and how one of run time is read. */
final class PolicyTexts {
  private static final String ROUTER = "bindery.router";
  private static final String DEFAULTS = "default-policy";
  private static final String NAME = "name";

  /** How complaints call a policy that did not come from the configuration. */
  private static final String SECTION = "policy";

  private final Settings defaultSettings;
  private final Config defaults;
  private final Map<String, Config> configured;

  private PolicyTexts(Settings defaultSettings, Config defaults, Map<String, Config> configured) {
    this.defaultSettings = defaultSettings;
    this.defaults = defaults;
    this.configured = configured;
  }

  /** Those of the router's section; {@link Policies#from} has found nothing wrong with it. */
  static PolicyTexts from(Config root) {
    var router = root.getConfig(ROUTER);
    var settings = Settings.at(root, ROUTER);
    var configured = new LinkedHashMap<String, Config>();
    for (var section : router.getConfigList("buckets")) {
      configured.put(section.getString(NAME), section.withoutPath(NAME));
    }
    for (var name : settings.texts("bucket-names")) {
      configured.put(name, ConfigFactory.empty());
    }
    return new PolicyTexts(settings.section(DEFAULTS), router.getConfig(DEFAULTS), configured);
  }

  /** The buckets that the configuration names, each with what it says of it. */
  Map<String, Config> configured() {
    return configured;
  }

  /** A policy completed by its preset, and by the default policy. */
  Map<String, Object> effective(Config policy) {
    var preset = Readable.of(() -> PresetChoice.from(Settings.whole(policy)));
    return preset
        .value()
        .flatMap(PresetChoice::preset)
        .map(it -> policy.withFallback(it.router()))
        .orElse(policy)
        .withFallback(defaults)
        .root()
        .unwrapped();
  }

  /** A policy as it came, from JSON. */
  static Config worded(Map<String, Object> policy) {
    return ConfigValueFactory.fromMap(policy, SECTION).toConfig();
  }

  /**
   * A policy without one of its values.
   *
   * @param path as a complaint has it
   * @return the same if nothing of it is there, or if it is an element of a list
   */
  static Config without(Config policy, String path) {
    var below = path.startsWith(SECTION + ".") ? path.substring(SECTION.length() + 1) : "";
    return below.isEmpty() || below.indexOf('[') >= 0 ? policy : policy.withoutPath(below);
  }

  /**
   * Reads a policy as the configuration's are read.
   *
   * @throws SettingsException if a value or a key is not allowed
   */
  BucketPolicy read(String bucket, Config policy) {
    var section = Settings.at(ConfigFactory.empty().withValue(SECTION, policy.root()), SECTION);
    if (section.has(NAME) && !section.text(NAME).equals(bucket)) {
      throw SettingsException.conflict(
          SECTION + "." + NAME,
          section.text(NAME),
          "the policy is for bucket %s; leave the name out.".formatted(bucket));
    }
    return BucketPolicy.from(bucket, section, defaultSettings);
  }
}
