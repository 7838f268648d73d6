package io.bindery.localaws.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AppendLogTest {
  private static final String HEADER = "test 1";

  @TempDir Path directory;

  /** Remembers every change, or only the last one. */
  private static final class Remembered implements AppendLog.Subject {
    private final List<String> changes = new ArrayList<>();
    private final boolean onlyLast;
    private IOException beforeFlush;

    Remembered(boolean onlyLast) {
      this.onlyLast = onlyLast;
    }

    @Override
    public void apply(byte[] change) {
      if (onlyLast) {
        changes.clear();
      }
      changes.add(new String(change, StandardCharsets.UTF_8));
    }

    @Override
    public void beforeFlush() throws IOException {
      if (beforeFlush != null) {
        throw beforeFlush;
      }
    }

    @Override
    public long alive() {
      return changes.size();
    }

    @Override
    public Iterator<byte[]> snapshot() {
      return List.copyOf(changes).stream().map(AppendLogTest::bytes).iterator();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static AppendLog open(Path file, Remembered subject) {
    return AppendLog.open(file, HEADER, AppendLog.Durability.POWER_CUT, subject);
  }

  private static List<String> read(Path file) throws IOException {
    Remembered read = new Remembered(false);
    open(file, read).close();
    return read.changes;
  }

  private Path written(List<String> changes) throws IOException {
    Path file = directory.resolve("written.log");
    try (AppendLog log = open(file, new Remembered(false))) {
      changes.forEach(c -> log.append(bytes(c)).join());
    }
    return file;
  }

  @Test
  void whatWasAppendedIsThereAgainInOrder() throws IOException {
    List<String> changes = IntStream.range(0, 100).mapToObj(i -> "change é " + i).toList();
    assertThat(read(written(changes))).isEqualTo(changes);
  }

  @Test
  void aLogThatIsCutOffAnywhereHoldsAllThatIsWhole() throws IOException {
    List<String> changes = IntStream.range(0, 4).mapToObj(i -> "c" + i).toList();
    byte[] whole = Files.readAllBytes(written(changes));
    Path cut = directory.resolve("cut.log");
    for (int length = 0; length < whole.length; length++) {
      byte[] rest = Arrays.copyOf(whole, length);
      int lines = (int) IntStream.range(0, length).filter(i -> rest[i] == '\n').count();
      Files.write(cut, rest);
      assertThat(read(cut)).isEqualTo(changes.subList(0, Math.max(0, lines - 1)));
      // The next start finds a good log, and goes on with it.
      assertThat(read(cut)).hasSize(Math.max(0, lines - 1));
    }
  }

  @Test
  void oneBrokenLineTakesNoOtherAlongAndIsSetAside() throws IOException {
    List<String> changes = List.of("one", "two", "three");
    Path file = written(changes);
    byte[] bytes = Files.readAllBytes(file);
    int at = new String(bytes, StandardCharsets.UTF_8).indexOf("two");
    bytes[at] ^= 1;
    Files.write(file, bytes);
    assertThat(read(file)).containsExactly("one", "three");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .filteredOn(f -> f.getFileName().toString().startsWith("written.log.set-aside"))
          .singleElement()
          .satisfies(aside -> assertThat(Files.readString(aside)).contains("uwo"));
    }
  }

  @Test
  void aGroupThatTheDiskDoesNotTakeIsNowhereAndTheLogGoesOn() throws IOException {
    Path file = directory.resolve("full.log");
    Remembered subject = new Remembered(false);
    try (AppendLog log = open(file, subject)) {
      log.append(bytes("before")).join();
      subject.beforeFlush = new IOException("No space left on device");
      CompletableFuture<Void> refused = log.append(bytes("refused"));
      assertThatThrownBy(refused::join).hasRootCauseMessage("No space left on device");
      assertThat(subject.changes).containsExactly("before");
      subject.beforeFlush = null;
      log.append(bytes("after")).join();
    }
    assertThat(read(file)).containsExactly("before", "after");
  }

  @Test
  void aLogDoesNotGrowWithoutBound() throws IOException {
    Path file = directory.resolve("short.log");
    Remembered last = new Remembered(true);
    try (AppendLog log = open(file, last)) {
      List<CompletableFuture<Void>> all =
          IntStream.range(0, 120_000).mapToObj(i -> log.append(bytes("change " + i))).toList();
      all.forEach(CompletableFuture::join);
    }
    assertThat(Files.size(file)).isLessThan(2_000_000);
    assertThat(read(file)).endsWith("change 119999");
  }

  @Test
  void aLogOfAnotherKindIsRefused() throws IOException {
    Path file = written(List.of("x"));
    assertThatThrownBy(
            () -> AppendLog.open(file, "test 2", AppendLog.Durability.KILL, new Remembered(false)))
        .isInstanceOf(LocalAwsException.class)
        .hasMessageContaining("test 1")
        .hasMessageContaining("test 2")
        .hasMessageContaining("choose another data directory");
  }
}
