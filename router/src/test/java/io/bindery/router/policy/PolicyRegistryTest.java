package io.bindery.router.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PolicyRegistryTest {
  private static final Policies FIRST = policies(20);
  private static final Policies SECOND = policies(30);

  private final PolicyRegistry registry = new PolicyRegistry(FIRST);

  @Test
  void tellsEachListenerOfEachReplacement() {
    var told = new ArrayList<Policies>();
    registry.listen(told::add);
    var second = registry.listen(told::add);
    registry.replace(SECOND);
    assertThat(registry.current()).isEqualTo(SECOND);
    assertThat(told).containsExactly(SECOND, SECOND);
    second.cancel();
    second.cancel();
    registry.replace(FIRST);
    assertThat(told).containsExactly(SECOND, SECOND, FIRST);
  }

  @Test
  void equalPoliciesAreNoReplacement() {
    var told = new ArrayList<Policies>();
    registry.listen(told::add);
    registry.replace(policies(20));
    assertThat(told).isEmpty();
  }

  private static Policies policies(int count) {
    var trigger = PlainPolicies.trigger(count, Duration.ofMinutes(5));
    var policy = PlainPolicies.policy("lab", IgnorePrefixes.of(List.of("raw/*")), 2, trigger);
    return new Policies(Map.of("lab", policy), policy.of(""), UnknownBucket.REJECT);
  }
}
