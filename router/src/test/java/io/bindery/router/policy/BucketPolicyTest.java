package io.bindery.router.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BucketPolicyTest {
  private static final BucketPolicy POLICY =
      new BucketPolicy(
          "lab",
          IgnorePrefixes.of(List.of()),
          RootRule.ANNOUNCE,
          2,
          trigger(100),
          false,
          Optional.empty(),
          List.of(
              PlainPolicies.override("instrument-a/keep/**", 2, trigger(1)),
              PlainPolicies.override("instrument-a/**", 3, trigger(2)),
              PlainPolicies.override("*/ngs-??/", 4, trigger(3)),
              PlainPolicies.override("flat", 1, trigger(4))));

  @ParameterizedTest(name = "{0} belongs to {1}, count {2}")
  @CsvSource({
    "instrument-a/x/y/z/f, instrument-a/x/y/, 2",
    "instrument-a/x/f, instrument-a/x/, 2",
    "instrument-a/f, instrument-a/, 2",
    "instrument-ab/x/y/f, instrument-ab/x/, 100",
    // The first that fits wins.
    "instrument-a/keep/y/z/f, instrument-a/keep/, 1",
    "lab/ngs-01/a/b/c/f, lab/ngs-01/a/b/, 3",
    "lab/ngs-1/a/b/c/f, lab/ngs-1/, 100",
    "flat/a/b/f, flat/, 4",
    // An object of that name is no folder.
    "flat, '', 100",
    "a/b/c/f, a/b/, 100",
    "f, '', 100",
  })
  void theFirstOverrideThatFitsIsTheRule(String key, String prefix, int count) {
    assertThat(POLICY.prefixOf(key)).isEqualTo(prefix);
    assertThat(POLICY.triggerOf(prefix).count()).contains(count);
  }

  /** A batch knows its prefix only: it must find the same rule as its keys did. */
  @Test
  void aBatchFallsUnderTheRuleOfItsKeys() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var names = List.of("instrument-a", "keep", "ngs-01", "flat", "x", "", "ngs-1");
    for (int i = 0; i < 100_000; i++) {
      var key =
          IntStream.range(0, random.nextInt(7))
              .mapToObj(n -> names.get(random.nextInt(names.size())))
              .collect(Collectors.joining("/"));
      assertThat(POLICY.overrideFor(POLICY.prefixOf(key)))
          .as("key %s, seed %d", key, seed)
          .isEqualTo(POLICY.overrideFor(key));
    }
  }

  private static Trigger trigger(int count) {
    return PlainPolicies.trigger(count, Duration.ofMinutes(5));
  }
}
