package io.bindery.router.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommonPrefixTest {
  @ParameterizedTest(name = "[{index}] ''{0}'' at depth {1} -> ''{2}''")
  @CsvSource({
    "a/b/c.txt, 2, a/b/",
    "a/b/c/d.txt, 2, a/b/",
    "a/b.txt, 2, a/",
    "b.txt, 2, ''",
    "a/b/c.txt, 1, a/",
    "a/b/c.txt, 0, ''",
    "a/b/c.txt, 64, a/b/",
    // The marker of a folder belongs to the folder.
    "a/b/, 2, a/b/",
    "a/, 2, a/",
    // Empty and dotted segments are S3's, and stay.
    "a//b.txt, 2, a//",
    "a//b.txt, 1, a/",
    "/a/b.txt, 2, /a/",
    "/b.txt, 2, /",
    "//, 2, //",
    "a/../b.txt, 2, a/../",
    "./b.txt, 2, ./",
    "läb 1/rün/b.txt, 2, läb 1/rün/",
    "a|b/c, 2, a|b/",
  })
  void firstFolders(String key, int depth, String prefix) {
    assertThat(CommonPrefix.of(key, depth)).isEqualTo(prefix);
    assertThat(key).startsWith(prefix);
  }
}
