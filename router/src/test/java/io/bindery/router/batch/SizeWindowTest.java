package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SizeWindowTest {
  private static final int CAPACITY = 64;

  @Test
  void remembersTheLastSizeOfTheLastKeys() {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    var random = new Random(seed);
    var window = SizeWindow.EMPTY;
    // In the order in which the sizes were told.
    Map<Long, Long> all = new LinkedHashMap<>();
    for (int round = 0; round < 2_000; round++) {
      var some = new HashMap<Long, Long>();
      for (int i = random.nextInt(4); i >= 0; i--) {
        some.put((long) random.nextInt(200), (long) random.nextInt(1_000_000));
      }
      window = window.plus(some, CAPACITY);
      some.forEach(
          (key, size) -> {
            all.remove(key);
            all.put(key, size);
          });
      int forgotten = Math.max(0, all.size() - CAPACITY / 4);
      var last = all.entrySet().stream().skip(forgotten).toList();
      for (var one : last) {
        assertThat(window.get(one.getKey())).as("seed %d", seed).hasValue(one.getValue());
      }
      assertThat(window.get(-1)).isEmpty();
      assertThat(window.chunks().length).as("seed %d", seed).isLessThan(24);
    }
  }

  @Test
  void aKeyWrittenOverAndOverTakesNoMoreRoom() {
    var window = SizeWindow.EMPTY;
    for (long i = 0; i < 100_000; i++) {
      window = window.plus(Map.of(7L, i), CAPACITY);
    }
    assertThat(window.get(7)).hasValue(99_999);
    assertThat(window).hasToString("SizeWindow of 1");
  }
}
