package io.bindery.packager.browse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.quilt.manifest.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index says of each folder and file what the manifest says, whatever their names are. */
class ManifestIndexTest {
  private static final String[] NAMES = {
    "a",
    "b",
    "a b",
    "..",
    ".",
    "",
    "\"",
    "'",
    "<b>",
    "é",
    "e\u0301",
    "\u65e5\u672c",
    "\ud83d\ude00",
    "a-b",
    "a.b",
    "A",
    "\n",
    "\u202e",
    "%2F",
    "\\",
    "x".repeat(200),
    "0",
    " "
  };

  @TempDir private Path directory;

  @Test
  void foldersFilesAndPagesAreThoseOfTheManifest() throws IOException {
    long seed = Long.getLong("bindery.seed", System.nanoTime());
    System.err.println("seed " + seed);
    var random = new Random(seed);
    for (int round = 0; round < 30; round++) {
      var sizes = keys(random, 1 + random.nextInt(400));
      var lines = new ArrayList<String>();
      sizes.forEach((key, size) -> lines.add(Manifests.line(key, size)));
      Collections.shuffle(lines, random);
      try (var index = Manifests.index(directory, Manifests.manifest(lines))) {
        checkFolder(index, "", sizes, random);
        for (var key : sizes.keySet()) {
          assertThat(index.file(key).orElseThrow().bytes()).contains(sizes.get(key));
          assertThat(index.file(key).orElseThrow().path()).isEqualTo(key);
          assertThat(index.file(key + "-")).isEmpty();
        }
        checkWalk(index, sizes, random);
      }
      assertThat(directory).as("what is left").isEmptyDirectory();
    }
  }

  private static Map<String, Long> keys(Random random, int count) {
    var keys = new HashMap<String, Long>();
    for (int i = 0; i < count; i++) {
      var parts = new ArrayList<String>();
      int depth = 1 + random.nextInt(random.nextInt(10) == 0 ? 12 : 4);
      for (int d = 0; d < depth; d++) {
        parts.add(NAMES[random.nextInt(NAMES.length)] + (random.nextInt(4) == 0 ? i : ""));
      }
      keys.put(String.join("/", parts), (long) i);
    }
    return keys;
  }

  /** Against the plainest way to say what is in a folder. */
  private static void checkFolder(
      ManifestIndex index, String folder, Map<String, Long> all, Random random) throws IOException {
    var files = new TreeSet<String>();
    var folders = new HashMap<String, long[]>();
    long bytes = 0;
    int below = 0;
    for (var entry : all.entrySet()) {
      if (!entry.getKey().startsWith(folder)) {
        continue;
      }
      bytes += entry.getValue();
      below++;
      var rest = entry.getKey().substring(folder.length());
      int slash = rest.indexOf('/');
      if (slash < 0) {
        files.add(rest);
      } else {
        var total = folders.computeIfAbsent(rest.substring(0, slash), it -> new long[2]);
        total[0]++;
        total[1] += entry.getValue();
      }
    }
    var seen = new ArrayList<Listed>();
    var from = OptionalLong.empty();
    do {
      var part = index.list(folder, from, 1 + random.nextInt(7)).orElseThrow();
      assertThat(part.folder().files()).isEqualTo(below);
      assertThat(part.folder().bytes()).isEqualTo(bytes);
      assertThat(part.folder().path()).isEqualTo(folder);
      seen.addAll(part.items());
      from = part.next();
    } while (from.isPresent());
    assertThat(seen.stream().filter(Listed.File.class::isInstance).map(Listed::name))
        .containsExactlyInAnyOrderElementsOf(files);
    assertThat(seen.stream().filter(Listed.Folder.class::isInstance).map(Listed::name))
        .containsExactlyInAnyOrderElementsOf(folders.keySet());
    assertThat(seen.stream().map(Listed::name).toList())
        .isSortedAccordingTo(ManifestIndexTest::byCodePoints);
    for (var item : seen) {
      if (item instanceof Listed.Folder inner) {
        assertThat(inner.path()).isEqualTo(folder + inner.name() + "/");
        assertThat(new long[] {inner.files(), inner.bytes()}).isEqualTo(folders.get(inner.name()));
        checkFolder(index, inner.path(), all, random);
      }
    }
  }

  private static int byCodePoints(String a, String b) {
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private static void checkWalk(ManifestIndex index, Map<String, Long> all, Random random)
      throws IOException {
    var seen = new ArrayList<String>();
    var walk = index.walk();
    for (var file = walk.current(); file.isPresent(); file = walk.current()) {
      seen.add(file.get().path());
      walk.advance();
      if (random.nextInt(20) == 0) {
        walk = index.walk(walk.place()).orElseThrow();
      }
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(all.keySet());
  }

  @Test
  void aPlaceThatIsNoneIsNotReadFrom() throws IOException {
    var lines =
        List.of(Manifests.line("a/b/c", 1), Manifests.line("a/d", 2), Manifests.line("e", 3));
    try (var index = Manifests.index(directory, Manifests.manifest(lines))) {
      long good = index.list("a", OptionalLong.empty(), 1).orElseThrow().next().orElseThrow();
      for (long place = -3; place < 2000; place++) {
        var part = index.list("a", OptionalLong.of(place), 10);
        if (place == good) {
          assertThat(part.orElseThrow().items()).extracting(Listed::path).containsExactly("a/d");
        } else if (part.isPresent()) {
          assertThat(part.get().items()).extracting(Listed::path).isSubsetOf("a/b/", "a/d");
        }
      }
      assertThat(index.list("a/b/c", OptionalLong.empty(), 10)).isEmpty();
      assertThat(index.list("nothing", OptionalLong.empty(), 10)).isEmpty();
    }
  }

  @Test
  void whatOldManifestsLackIsSaidToBeAbsent() throws IOException {
    var lines =
        List.of(
            "{\"logical_key\": \"docs/\", \"meta\": {\"by\": \"ada\"}}",
            "{\"logical_key\": \"docs/a\", \"physical_keys\": [\"s3://lab/a\"], \"size\": null, \"hash\": null, \"meta\": null}",
            "{\"logical_key\": \"empty/\", \"meta\": {\"n\": 1}}");
    try (var index = Manifests.index(directory, Manifests.manifest(lines))) {
      var root = index.list("", OptionalLong.empty(), 10).orElseThrow();
      assertThat(root.items()).extracting(Listed::path).containsExactly("docs/", "empty/");
      assertThat(((Listed.Folder) root.items().get(0)).metadata()).contains("{\"by\": \"ada\"}");
      assertThat(((Listed.Folder) root.items().get(1)).files()).isZero();
      var file = index.file("docs/a").orElseThrow();
      assertThat(file.bytes()).isEmpty();
      assertThat(file.hashType()).isEmpty();
      assertThat(file.metadata()).isEmpty();
      assertThat(file.physicalKey()).contains("s3://lab/a");
    }
  }

  @Test
  void anIndexEndsAtItsBoundAndLeavesNothing() throws IOException {
    var lines = new ArrayList<String>();
    for (int i = 0; i < 40_000; i++) {
      lines.add(Manifests.line("folder/file-%06d".formatted(i), i));
    }
    var room = new IndexRoom(1 << 20, () -> {});
    var spool = Spool.open(directory);
    assertThatThrownBy(
            () ->
                new IndexBuilder(spool, room.share(), new IndexProgress())
                    .build(Manifests.manifest(lines)))
        .isInstanceOf(IndexRoom.FullException.class)
        .hasMessageContaining("bindery.console.index-bytes");
    assertThat(directory).isEmptyDirectory();
    assertThat(room.isOver()).isFalse();
    var key = "k".repeat(9000);
    assertThatThrownBy(
            () -> Manifests.index(directory, Manifests.manifest(List.of(Manifests.line(key, 1)))))
        .isInstanceOf(KeyTooLongException.class);
    assertThat(directory).isEmptyDirectory();
  }

  /** Of a million entries with -Dbindery.entries=1000000. */
  @Test
  void pagesOfALargeManifestAreFoundWithFewReads() throws IOException {
    int entries = Integer.getInteger("bindery.entries", 50_000);
    long began = System.nanoTime();
    try (var index = Manifests.index(directory, new Generated(entries))) {
      long built = System.nanoTime();
      long slowest = 0;
      var random = new Random(7);
      int folders = (entries + 999) / 1000;
      for (int i = 0; i < 200; i++) {
        int folder = random.nextInt(folders);
        long from = System.nanoTime();
        var part =
            index.list("runs/%05d".formatted(folder), OptionalLong.empty(), 100).orElseThrow();
        slowest = i < 100 ? 0 : Math.max(slowest, System.nanoTime() - from);
        assertThat(part.items()).hasSize(100);
        assertThat(index.file("runs/%05d/file-%04d.csv".formatted(folder, 7))).isPresent();
        assertThat(index.list("runs/", part.next(), 1)).isEmpty();
      }
      assertThat(index.root().files()).isEqualTo(entries);
      System.err.printf(
          "%,d entries: %,d ms, slowest page %,d us, %,d bytes of manifest%n",
          entries,
          TimeUnit.NANOSECONDS.toMillis(built - began),
          TimeUnit.NANOSECONDS.toMicros(slowest),
          index.manifestBytes());
    }
  }

  /** A manifest that is made while it is read. */
  private static final class Generated extends InputStream {
    private final int entries;
    private int next = -1;
    private byte[] line = new byte[0];
    private int at;

    Generated(int entries) {
      this.entries = entries;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (at == line.length) {
        if (next == entries) {
          return -1;
        }
        var text =
            next < 0
                ? "{\"version\": \"v0\"}"
                : Manifests.line(
                    "runs/%05d/file-%04d.csv".formatted(next / 1000, next % 1000), next);
        line = (text + "\n").getBytes(StandardCharsets.UTF_8);
        at = 0;
        next++;
      }
      int count = Math.min(length, line.length - at);
      System.arraycopy(line, at, to, offset, count);
      at += count;
      return count;
    }
  }
}
