package io.bindery.router.tables;

import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.Policies;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * What closes the batches of each bucket, in words that are equal if the rules are.
 *
 * @param named by the bucket's name
 * @param others of the buckets that are not named
 */
record ClosingRules(Map<String, String> named, String others) {
  /** Which rows: of these buckets, or of those that have no policy. */
  record Buckets(List<String> changed, boolean unnamed, List<String> named) {
    boolean isEmpty() {
      return changed.isEmpty() && !unnamed;
    }
  }

  static ClosingRules of(Policies policies) {
    var named = new LinkedHashMap<String, String>();
    policies.buckets().forEach((bucket, policy) -> named.put(bucket, rule(policy)));
    return new ClosingRules(named, rule(policies.defaults()));
  }

  /** The buckets that these close otherwise than the others did. */
  Buckets since(ClosingRules before) {
    var names = new LinkedHashSet<>(before.named().keySet());
    names.addAll(named.keySet());
    var changed = new ArrayList<String>();
    for (var name : names) {
      if (!of(name).equals(before.of(name))) {
        changed.add(name);
      }
    }
    return new Buckets(changed, !others.equals(before.others), List.copyOf(names));
  }

  /** The rule of a bucket. */
  String of(String bucket) {
    return named.getOrDefault(bucket, others);
  }

  private static String rule(BucketPolicy policy) {
    return policy.trigger() + " " + policy.overrides();
  }
}
