package io.bindery.quilt.pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathPatternTest {
  @ParameterizedTest
  @CsvSource({
    "a/**/z, a/z, true, true",
    "a/**/z, a/b/z/z, true, true",
    "a/**/z, a/b/z/y, true, false",
    "a/**/b/**/c, a/b/b/x/c, true, true",
    "a/**/b/**/c, a/b/c/d, true, false",
    "a/, a/b, true, true",
    "a/, a/b/c, true, false",
    "**, '', true, true",
    "a, a/b, true, false",
    "a, b, false, false",
  })
  void comparesWholePathsAndTheirBeginnings(
      String pattern, String path, boolean covers, boolean matches) {
    var segments = PathPattern.split(path);
    assertThat(PathPattern.of(pattern).covers(segments)).isEqualTo(covers);
    assertThat(PathPattern.of(pattern).matches(segments)).isEqualTo(matches);
  }

  @Test
  void noPatternTakesLongerThanLengthTimesLength() {
    var pattern = PathPattern.of("**/a/".repeat(100) + "b");
    var path = PathPattern.split("a/".repeat(511) + "c");
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertThat(pattern.matches(path)).isFalse());
    var stars = "*a".repeat(300) + "b";
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThat(PathPattern.glob(stars, "a".repeat(1000))).isFalse());
  }

  @Test
  void agreesWithTheObviousWayOnRandomPatterns() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      var pattern = text(random, List.of("a", "b", "*", "**", "?", "a*", ""), 5);
      var path = text(random, List.of("a", "b", "ab", ""), 6);
      for (boolean whole : new boolean[] {true, false}) {
        var compiled = PathPattern.of(pattern);
        var split = PathPattern.split(path);
        assertThat(whole ? compiled.matches(split) : compiled.covers(split))
            .as("seed %d: '%s' and '%s', whole %s", seed, pattern, path, whole)
            .isEqualTo(obvious(compiled.segments(), split, whole, compiled.segments().size() == 1));
      }
    }
  }

  private static String text(Random random, List<String> parts, int max) {
    var segments = new ArrayList<String>();
    for (int n = random.nextInt(max) + 1; n > 0; n--) {
      segments.add(parts.get(random.nextInt(parts.size())));
    }
    return String.join("/", segments);
  }

  private static boolean obvious(
      List<String> pattern, List<String> path, boolean whole, boolean last) {
    if (pattern.isEmpty()) {
      return !whole || path.isEmpty();
    }
    var rest = pattern.subList(1, pattern.size());
    if (pattern.get(0).equals("**")) {
      return obvious(rest, path, whole, rest.size() == 1)
          || (!path.isEmpty() && obvious(pattern, path.subList(1, path.size()), whole, last));
    }
    return !path.isEmpty()
        && ((last && pattern.get(0).isEmpty()) || PathPattern.glob(pattern.get(0), path.get(0)))
        && obvious(rest, path.subList(1, path.size()), whole, rest.size() == 1);
  }
}
