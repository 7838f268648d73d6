package io.bindery.exchange.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CoverTest {
  private static List<String> cover(int most, String... keys) {
    var cover = new Cover(most);
    for (var key : keys) {
      cover.add(key.replace("!", ""), !key.startsWith("!"));
    }
    return cover.finish().orElse(List.of("too many"));
  }

  @Test
  void aFolderOfSharedKeysIsOnePrefix() {
    assertThat(cover(5, "a/1", "a/2", "a/b/3")).containsExactly("a/");
    assertThat(cover(5, "a/1", "!a/2", "a/b/3", "a/b/4")).containsExactly("a/1", "a/b/");
    assertThat(cover(5, "1", "2")).containsExactly("1", "2");
    assertThat(cover(2, "a/1", "!a/2", "a/b/3", "a/c/4")).containsExactly("too many");
    assertThat(cover(2, "!a", "a/1", "b/1")).containsExactly("a/", "b/");
  }

  @Test
  void sharesAllThatItShouldAndNothingElse() {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    System.out.println("seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 2_000; round++) {
      var keys = new TreeMap<String, Boolean>();
      for (int i = random.nextInt(20); i >= 0; i--) {
        var key = new StringBuilder();
        for (int depth = random.nextInt(4); depth > 0; depth--) {
          key.append((char) ('a' + random.nextInt(2))).append('/');
        }
        keys.put(key.append("f-").append(random.nextInt(3)).toString(), random.nextInt(5) > 0);
      }
      var cover = new Cover(100);
      keys.forEach(cover::add);
      var items = cover.finish().orElseThrow();
      keys.forEach(
          (key, shared) -> {
            var covering = new ArrayList<>(items);
            covering.removeIf(
                item -> item.endsWith("/") ? !key.startsWith(item) : !key.equals(item));
            assertThat(covering)
                .as("%s of %s with seed %d", key, keys, seed)
                .hasSize(shared ? 1 : 0);
          });
    }
  }
}
