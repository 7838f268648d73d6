package io.bindery.quilt.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.bindery.quilt.manifest.ManifestRuleException.Rule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestSorterTest {

  @TempDir private Path directory;

  /** Runs of one entry make two levels of merged files; the largest one holds all in memory. */
  @ParameterizedTest
  @CsvSource({
    "1, 5000",
    "2000, 5000",
    "50000, 3000",
    "1000000, 3000",
    "1, 1",
    "1, 0",
    "1, 64",
    "1, 65",
    "1, 63"
  })
  void givesWhatSortingInMemoryGives(int runBytes, int count) throws IOException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    List<ManifestEntry> entries = Entries.random(new Random(seed), count);
    List<ManifestEntry> expected =
        entries.stream().sorted(Comparator.comparing(ManifestEntry::key)).toList();

    try (ManifestSorter sorter = new ManifestSorter(Spool.open(directory), runBytes)) {
      for (ManifestEntry entry : entries) {
        sorter.add(entry);
      }
      assertThat(drain(sorter)).as("seed %d", seed).isEqualTo(expected);
      assertThat(sorter.next()).isEmpty();
      assertThatIllegalStateException().isThrownBy(() -> sorter.add(Entries.entry("late")));
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void usesNoDiskIfMemorySuffices() throws IOException {
    try (ManifestSorter sorter = new ManifestSorter(Spool.open(directory))) {
      for (ManifestEntry entry : Entries.random(new Random(1), 1000)) {
        sorter.add(entry);
      }
      assertThat(files()).isEmpty();
      assertThat(sorter.next()).isPresent();
    }
  }

  @Test
  void keepsDuplicatesTogetherForTheWriterToRefuse() throws IOException {
    try (ManifestSorter sorter = new ManifestSorter(Spool.open(directory), 1)) {
      for (String key : List.of("b", "a", "c", "a")) {
        sorter.add(Entries.entry(key));
      }
      assertThat(drain(sorter))
          .extracting(entry -> entry.key().value())
          .containsExactly("a", "a", "b", "c");
    }
  }

  @Test
  void deletesItsFilesWhenLeftEarly() throws IOException {
    try (ManifestSorter sorter = new ManifestSorter(Spool.open(directory), 1)) {
      for (ManifestEntry entry : Entries.random(new Random(1), 100)) {
        sorter.add(entry);
      }
      assertThat(sorter.next()).isPresent();
      assertThat(files()).isNotEmpty().hasSizeLessThan(100);
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void refusesMetadataThatNoManifestCanHold() throws IOException {
    try (ManifestSorter sorter = new ManifestSorter(Spool.open(directory))) {
      assertThatExceptionOfType(ManifestRuleException.class)
          .isThrownBy(() -> sorter.add(Entries.entry("a", "{\"user_meta\": {\"x\": Infinity}}")))
          .withMessageContaining("'a'")
          .withMessageContaining(".user_meta.x")
          .returns(Rule.UNWRITABLE_VALUE, ManifestRuleException::rule);
    }
  }

  /** The kernel's own "no space left on device". */
  @Test
  void saysThatTheDiskIsFull() throws IOException {
    Path full = Path.of("/dev/full");
    assumeThat(Files.exists(full)).isTrue();
    Spool spool = new Spool(directory, file -> Files.newOutputStream(full));
    try (ManifestSorter sorter = new ManifestSorter(spool, 10_000)) {
      assertThatExceptionOfType(SpoolException.class)
          .isThrownBy(
              () -> {
                for (ManifestEntry entry : Entries.random(new Random(1), 1000)) {
                  sorter.add(entry);
                }
              })
          .withMessageContaining("cannot write in the spool directory " + directory)
          .withMessageContaining("No space left on device")
          .withMessageMatching(
              ".*; \\d+ bytes free\\): free space there, or set the spool directory .*")
          .returns(directory, SpoolException::directory)
          .satisfies(e -> assertThat(e.freeBytes()).isPositive());
    }
    assertThat(files()).isEmpty();
  }

  @Test
  void saysThatTheDirectoryIsNoDirectory() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatExceptionOfType(SpoolException.class)
        .isThrownBy(() -> Spool.open(file.resolve("spool")))
        .withMessageContaining("cannot create files in the spool directory " + file);
  }

  @Test
  void deletesWhatAKilledProcessLeft() throws IOException {
    Path foreign = Files.createFile(directory.resolve("precious"));
    Spool.open(directory).newFile();
    assertThat(files()).hasSize(2);
    Spool.open(directory).deleteLeftovers();
    assertThat(files()).containsExactly(foreign);
  }

  private static List<ManifestEntry> drain(ManifestSorter sorter) throws IOException {
    List<ManifestEntry> entries = new ArrayList<>();
    for (Optional<ManifestEntry> next = sorter.next(); next.isPresent(); next = sorter.next()) {
      entries.add(next.get());
    }
    return entries;
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
