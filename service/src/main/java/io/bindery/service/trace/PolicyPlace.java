package io.bindery.service.trace;

import io.bindery.platform.versioned.Origin;
import io.bindery.router.policy.PolicyView;

/**
 * Says where a key of the policy of a bucket is set, so that whoever wants to change it finds it.
 */
final class PolicyPlace {
  private PolicyPlace() {}

  static String of(PolicyView policy, String key) {
    if (!policy.policy().containsKey(key)) {
      return policy.policy().containsKey("preset")
          ? "%s, which the preset of bucket %s or bindery.router.default-policy says"
              .formatted(key, policy.bucket())
          : "bindery.router.default-policy." + key;
    }
    return policy.source() == Origin.API
        ? "%s of the policy of bucket %s, version %d"
            .formatted(key, policy.bucket(), policy.version())
        : "%s of bucket %s in bindery.router.buckets".formatted(key, policy.bucket());
  }
}
