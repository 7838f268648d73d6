package io.bindery.packager.policy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.bindery.platform.settings.Settings;
import io.bindery.platform.settings.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Package policies as they are worded: in the configuration, and at run time. */
final class PackagePolicyTexts {
  private static final String CONFIGURED = "bindery.packager.policies";
  private static final String BUCKET = "bucket";

  /** How they are kept, and how complaints call them. */
  private static final String POLICIES = "policies";

  /** Each is looked at for each package. */
  private static final int MOST = 100;

  private final Map<String, List<Map<String, Object>>> configured;

  private PackagePolicyTexts(Map<String, List<Map<String, Object>>> configured) {
    this.configured = configured;
  }

  /** Those of the configuration; {@link PackagePolicies#from} has found nothing wrong with it. */
  static PackagePolicyTexts from(Config root) {
    var configured = new LinkedHashMap<String, List<Map<String, Object>>>();
    for (var policy : root.getConfigList(CONFIGURED)) {
      configured
          .computeIfAbsent(policy.getString(BUCKET), bucket -> new ArrayList<>())
          .add(policy.withoutPath(BUCKET).root().unwrapped());
    }
    return new PackagePolicyTexts(configured);
  }

  /** What the configuration says, by bucket. */
  Map<String, List<Map<String, Object>>> configured() {
    return configured;
  }

  /** As a value that is kept. */
  static Map<String, Object> kept(List<Map<String, Object>> policies) {
    return Map.of(POLICIES, policies);
  }

  /**
   * The policies of a value that was kept.
   *
   * @throws SettingsException if it is no list of policies
   */
  static List<Map<String, Object>> unwrapped(Map<String, Object> kept) {
    var policies = new ArrayList<Map<String, Object>>();
    if (kept.get(POLICIES) instanceof List<?> list) {
      for (var item : list) {
        if (item instanceof Map<?, ?> map) {
          var policy = new LinkedHashMap<String, Object>();
          map.forEach((key, value) -> policy.put(key.toString(), value));
          policies.add(policy);
        }
      }
      if (policies.size() == list.size()) {
        return policies;
      }
    }
    throw SettingsException.conflict(POLICIES, kept.toString(), "it is no list of policies.");
  }

  /**
   * Reads the policies of a bucket as the configuration's are read.
   *
   * @param reader of one
   * @throws SettingsException if a value or a key is not allowed
   */
  static List<PackagePolicy> read(
      String bucket, List<Map<String, Object>> worded, Function<Settings, PackagePolicy> reader) {
    if (worded.size() > MOST) {
      throw SettingsException.conflict(
          POLICIES, worded.size() + " policies", "there may be %d.".formatted(MOST));
    }
    var named = new ArrayList<Map<String, Object>>();
    for (var policy : worded) {
      var own = new LinkedHashMap<>(policy);
      if (!bucket.equals(own.getOrDefault(BUCKET, bucket))) {
        throw SettingsException.conflict(
            "%s[%d].%s".formatted(POLICIES, named.size(), BUCKET),
            String.valueOf(own.get(BUCKET)),
            "the policies are for bucket %s; leave it out.".formatted(bucket));
      }
      own.put(BUCKET, bucket);
      named.add(own);
    }
    try {
      return Settings.of(kept(List.copyOf(named))).sections(POLICIES).stream().map(reader).toList();
    } catch (ConfigException e) {
      throw SettingsException.conflict(POLICIES, "them", e.getMessage());
    }
  }
}
