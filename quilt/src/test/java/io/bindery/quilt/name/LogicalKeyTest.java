package io.bindery.quilt.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogicalKeyTest {

  private static final String ALPHABET =
      "aB \u0000!-./0\u007f\u00e9\uff21\ufffd\ue000\ud83d\ude00\ud840\udc00";

  @Test
  void isInTheOrderOfAWalkThroughTheTree() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      Directory root = new Directory();
      List<LogicalKey> keys = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String key = randomKey(random);
        if (root.put(key)) {
          keys.add(new LogicalKey(key));
        }
      }
      List<String> expected = new ArrayList<>();
      root.walk("", expected);
      Collections.shuffle(keys, random);
      Collections.sort(keys);
      assertThat(keys).as("seed %d", seed).extracting(LogicalKey::value).isEqualTo(expected);
    }
  }

  @Test
  void knowsWhatLiesBelow() {
    LogicalKey a = new LogicalKey("a");
    assertThat(a.isAncestorOf(new LogicalKey("a/b"))).isTrue();
    assertThat(a.isAncestorOf(new LogicalKey("a/b/c"))).isTrue();
    assertThat(a.isAncestorOf(a)).isFalse();
    assertThat(a.isAncestorOf(new LogicalKey("ab"))).isFalse();
    assertThat(new LogicalKey("a/b").isAncestorOf(a)).isFalse();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> new LogicalKey("a/../b"))
        .withMessage(
            "logical key 'a/../b' is not valid: the part '..' is not allowed: rename the object")
        .returns("a/../b", InvalidNameException::value)
        .returns("logical key", InvalidNameException::field);
    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> new LogicalKey("a//b"))
        .withMessageContaining("'//'");
    assertThatExceptionOfType(InvalidNameException.class)
        .isThrownBy(() -> new LogicalKey("a\udc00"))
        .withMessageContaining("half of a character at index 1");
  }

  private static String randomKey(Random random) {
    int[] points = ALPHABET.codePoints().toArray();
    while (true) {
      StringBuilder key = new StringBuilder();
      IntStream.range(0, random.nextInt(6) + 1)
          .forEach(i -> key.appendCodePoint(points[random.nextInt(points.length)]));
      try {
        return new LogicalKey(key.toString()).value();
      } catch (InvalidNameException e) {
        // Another one.
      }
    }
  }

  /** The tree that quilt3 builds: names by code point. */
  private static final class Directory {

    private final Map<String, Directory> children =
        new TreeMap<>(
            Comparator.comparing((String name) -> name.codePoints().toArray(), Arrays::compare));

    private boolean isFile;

    boolean put(String key) {
      Directory at = this;
      String[] parts = key.split("/", -1);
      for (int i = 0; i < parts.length - 1; i++) {
        Directory next = at.children.computeIfAbsent(parts[i], name -> new Directory());
        if (next.isFile) {
          return false;
        }
        at = next;
      }
      if (at.children.containsKey(parts[parts.length - 1])) {
        return false;
      }
      Directory file = new Directory();
      file.isFile = true;
      at.children.put(parts[parts.length - 1], file);
      return true;
    }

    void walk(String prefix, List<String> out) {
      children.forEach(
          (name, child) -> {
            if (child.isFile) {
              out.add(prefix + name);
            } else {
              child.walk(prefix + name + "/", out);
            }
          });
    }
  }
}
