package io.bindery.router.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LongWindowTest {
  private static final int CAPACITY = 256;
  private static final int LARGEST_ADDITION = 500;

  @Test
  void remembersAtLeastTheLastOnesAndNotMuchMore() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var window = LongWindow.EMPTY;
    var added = new ArrayList<Long>();
    var everAdded = new HashSet<Long>();
    for (int round = 0; round < 1_000; round++) {
      var before = window;
      var current = window;
      long[] values =
          random
              .longs(
                  random.nextInt(40) == 0 ? LARGEST_ADDITION : 1 + random.nextInt(30), 0, 1_000_000)
              .distinct()
              .filter(value -> !current.contains(value))
              .toArray();
      window = window.plus(values, CAPACITY);
      assertThat(before.size()).as("immutable, seed %d", seed).isEqualTo(current.size());
      Arrays.stream(values).forEach(added::add);
      Arrays.stream(values).forEach(everAdded::add);
      var newest = window;
      var last = added.subList(Math.max(0, added.size() - CAPACITY), added.size());
      assertThat(last)
          .as("seed %d, round %d", seed, round)
          .matches(all -> all.stream().allMatch(newest::contains), "the newest ones");
      assertThat(window.size())
          .as("seed %d, round %d", seed, round)
          .isLessThan(CAPACITY + LARGEST_ADDITION);
      assertThat(window.chunks().length).as("seed %d, round %d", seed, round).isLessThan(40);
      assertThat(Arrays.stream(window.chunks()).flatMapToLong(Arrays::stream).boxed())
          .as("seed %d, round %d", seed, round)
          .matches(all -> everAdded.containsAll(all), "only what was added");
    }
    for (int i = 0; i < 1_000; i++) {
      long never = 1_000_000L + random.nextInt(1_000_000);
      assertThat(window.contains(never)).isFalse();
    }
  }

  @Test
  void findsWhatIsThereHoweverNumbersAreSpread() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int bits : new int[] {64, 40, 8}) {
      for (int size : new int[] {1, 2, 9, 100, 2_000}) {
        var values =
            LongStream.concat(
                    LongStream.of(Long.MIN_VALUE, Long.MAX_VALUE, 0, -1),
                    random.longs(size).map(value -> value >> (64 - bits)))
                .distinct()
                .toArray();
        var window = LongWindow.EMPTY.plus(values, CAPACITY);
        var set = Arrays.stream(values).boxed().collect(Collectors.toSet());
        for (long value : values) {
          for (long near = value - 2; near != value + 3; near++) {
            assertThat(window.contains(near))
                .as("%d of %d numbers of %d bits, seed %d", near, size, bits, seed)
                .isEqualTo(set.contains(near));
          }
        }
      }
    }
  }

  @Test
  void addingNothingChangesNothing() {
    var window = LongWindow.EMPTY.plus(new long[] {3, 1}, CAPACITY);
    assertThat(window.plus(new long[0], CAPACITY)).isSameAs(window);
    assertThat(window).isEqualTo(LongWindow.EMPTY.plus(new long[] {1, 3}, CAPACITY));
    assertThat(window.contains(1)).isTrue();
    assertThat(window.contains(2)).isFalse();
  }
}
