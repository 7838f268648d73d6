package io.bindery.localaws.s3.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dbindery.keys=100000} makes a long run. */
class ObjectStoreStartTest {
  private static final int KEYS = Integer.getInteger("bindery.keys", 20_000);

  /** Several times what it takes, in a JVM that has compiled nothing yet. */
  private static final Duration MOST_CPU_FOR_A_THOUSAND = Duration.ofMillis(150);

  private static final int BODY_BYTES = 16;

  /** The others are empty: to make a file takes longer than to look at it. */
  private static final int KEYS_FOR_A_FILE = 10;

  @TempDir Path directory;

  @Test
  void aStartWithManyKeysTakesLittleProcessorTime() throws IOException {
    try (ObjectStore store = ObjectStore.open(directory)) {
      store.commit(new Change.BucketMade("lab", 1, ""));
      store.commit(new Change.Versioning("lab", "Enabled"));
      List<Change> puts = new ArrayList<>();
      for (int i = 1; i <= KEYS; i++) {
        boolean inAFile = i % KEYS_FOR_A_FILE == 0;
        puts.add(new Change.Put("lab", key(i), version(i, inAFile)));
        if (inAFile) {
          body(i);
        }
      }
      store.commit(puts);
    }
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    long begun = System.nanoTime();
    try (ObjectStore store = ObjectStore.open(directory)) {
      Duration cpu = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
      Duration wall = Duration.ofNanos(System.nanoTime() - begun);
      System.out.printf("A start with %d keys: %s of processor time, %s%n", KEYS, cpu, wall);
      assertThat(store.bucket("lab").orElseThrow().keys()).hasSize(KEYS);
      assertThat(cpu).isLessThan(MOST_CPU_FOR_A_THOUSAND.multipliedBy(KEYS / 1_000));
    }
    assertThat(directory.resolve("set-aside")).doesNotExist();
  }

  @Test
  void aStartKeepsOrderAndVersions() throws IOException {
    List<String> keys = List.of("b", "a/2", "\uD83D\uDE00", "\uFFFD", "a", "a/10", "gone");
    try (ObjectStore store = ObjectStore.open(directory)) {
      store.commit(new Change.BucketMade("lab", 1, ""));
      for (int i = 1; i <= 2; i++) {
        for (String key : keys) {
          store.commit(new Change.Put("lab", key, version(i, false)));
        }
      }
      store.commit(new Change.Removed("lab", "gone", version(1, false).id()));
      store.commit(new Change.Removed("lab", "gone", version(2, false).id()));
      store.commit(new Change.Removed("lab", "b", version(2, false).id()));
      store.commit(new Change.Tags("lab", "a", version(1, false).id(), Map.of("t", "1")));
    }
    try (ObjectStore store = ObjectStore.open(directory)) {
      Bucket bucket = store.bucket("lab").orElseThrow();
      assertThat(bucket.keys().keySet())
          .containsExactly("a", "a/10", "a/2", "b", "\uFFFD", "\uD83D\uDE00");
      assertThat(bucket.versions("b")).containsExactly(version(1, false));
      assertThat(bucket.versions("a"))
          .containsExactly(version(2, false), version(1, false).withTags(Map.of("t", "1")));
      // What is written after a start is seen by readers at once.
      store.commit(new Change.Put("lab", "new", version(3, false)));
      assertThat(bucket.keys().lastEntry().getKey()).isEqualTo("\uD83D\uDE00");
      assertThat(bucket.newest("new")).contains(version(3, false));
    }
  }

  @Test
  void whatIsNoContentIsSetAsideAndWhatIsCutOffIsTakenOut() throws IOException {
    try (ObjectStore store = ObjectStore.open(directory)) {
      store.commit(new Change.BucketMade("lab", 1, ""));
      for (int i = 1; i <= 4; i++) {
        body(i);
        store.commit(new Change.Put("lab", key(i), version(i, true)));
      }
    }
    Path bodies = directory.resolve("bodies");
    Files.delete(bodies.resolve("0/1"));
    Files.write(bodies.resolve("0/2"), new byte[BODY_BYTES - 1]);
    Files.write(bodies.resolve("0/3"), new byte[0]);
    // None of them is the content 4, though their names read like it.
    List<String> strangers = List.of("4", "0/04", "0/+4", "1/4", "0/5", "0/notes");
    for (String stranger : strangers) {
      Path file = bodies.resolve(stranger);
      Files.createDirectories(file.getParent());
      Files.write(file, stranger.getBytes(StandardCharsets.UTF_8));
    }
    try (ObjectStore store = ObjectStore.open(directory)) {
      assertThat(store.bucket("lab").orElseThrow().keys()).containsOnlyKeys(key(4));
      assertThat(bodies.resolve("0/4")).hasSize(BODY_BYTES);
      try (Stream<Path> aside = Files.list(directory.resolve("set-aside"))) {
        assertThat(aside.map(ObjectStoreStartTest::read)).containsAll(strangers);
      }
    }
    try (ObjectStore store = ObjectStore.open(directory)) {
      assertThat(store.bucket("lab").orElseThrow().keys()).containsOnlyKeys(key(4));
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String key(int i) {
    return String.format(Locale.ROOT, "runs/2026/%03d/sample-%06d.fastq.gz", i % 500, i);
  }

  /** As a PUT leaves it. */
  private static Version version(int i, boolean inAFile) {
    long size = inAFile ? BODY_BYTES : 0;
    return new Version(
        String.format(Locale.ROOT, "%032x", i),
        1_780_000_000_000L + i,
        false,
        size,
        String.format(Locale.ROOT, "%032x", 31 * i),
        new Checksum("CRC64NVME", "AAAAAAAAAAA=", false),
        List.of(new Segment(0, inAFile ? i : 0, size, "")),
        "",
        new Facts(Map.of("content-type", "application/octet-stream"), Map.of(), Map.of()));
  }

  private void body(int i) throws IOException {
    Path file =
        directory
            .resolve("bodies")
            .resolve(Integer.toHexString(i >> 12))
            .resolve(Integer.toHexString(i));
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[BODY_BYTES]);
  }
}
