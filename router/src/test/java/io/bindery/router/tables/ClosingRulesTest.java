package io.bindery.router.tables;

import static org.assertj.core.api.Assertions.assertThat;

import io.bindery.router.policy.BucketPolicy;
import io.bindery.router.policy.IgnorePrefixes;
import io.bindery.router.policy.PlainPolicies;
import io.bindery.router.policy.Policies;
import io.bindery.router.policy.RootRule;
import io.bindery.router.policy.Trigger;
import io.bindery.router.policy.UnknownBucket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClosingRulesTest {
  private static final Policies BEFORE =
      new Policies(
          Map.of("one", policy("one", 20, 2), "two", policy("two", 30, 2)),
          policy("", 20, 2),
          UnknownBucket.REJECT);

  @Test
  void onlyWhatClosesOtherwiseIsConcerned() {
    assertThat(changed(BEFORE.with(policy("one", 20, 3)))).isEmpty();
    assertThat(changed(BEFORE.with(policy("one", 21, 2)))).containsExactly("one");
    // Its batches go on by the default policy.
    assertThat(changed(BEFORE.without("one"))).isEmpty();
    assertThat(changed(BEFORE.without("two"))).containsExactly("two");
    assertThat(changed(BEFORE.with(policy("three", 20, 2)))).isEmpty();
    assertThat(changed(BEFORE.with(policy("three", 9, 2)))).containsExactly("three");
    var override = PlainPolicies.override("a/**", 2, trigger(5));
    var one =
        new BucketPolicy(
            "one",
            IgnorePrefixes.of(List.of()),
            RootRule.ANNOUNCE,
            2,
            trigger(20),
            false,
            Optional.empty(),
            List.of(override));
    assertThat(changed(BEFORE.with(one))).containsExactly("one");
  }

  @Test
  void anotherDefaultConcernsAllThatHaveNoPolicy() {
    var after = new Policies(BEFORE.buckets(), policy("", 7, 2), UnknownBucket.REJECT);
    var buckets = ClosingRules.of(after).since(ClosingRules.of(BEFORE));
    assertThat(buckets.changed()).isEmpty();
    assertThat(buckets.unnamed()).isTrue();
    assertThat(buckets.named()).containsExactlyInAnyOrder("one", "two");
  }

  private static List<String> changed(Policies after) {
    var buckets = ClosingRules.of(after).since(ClosingRules.of(BEFORE));
    assertThat(buckets.unnamed()).isFalse();
    return buckets.changed();
  }

  private static BucketPolicy policy(String bucket, int count, int depth) {
    return PlainPolicies.policy(bucket, IgnorePrefixes.of(List.of()), depth, trigger(count));
  }

  private static Trigger trigger(int count) {
    return PlainPolicies.trigger(count, Duration.ofMinutes(5));
  }
}
