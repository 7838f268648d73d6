package io.bindery.localaws.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequencerTest {
  @TempDir Path directory;

  @Test
  void riseAlwaysAlsoOverRestarts() {
    List<String> taken = new ArrayList<>();
    for (int start = 0; start < 3; start++) {
      Sequencer sequencer = new Sequencer(directory.resolve("sequencer.json"));
      for (int i = 0; i < 1_000; i++) {
        taken.add(sequencer.next());
      }
    }
    assertThat(taken).isSorted().doesNotHaveDuplicates().allMatch(s -> s.matches("[0-9A-F]{18}"));
  }

  @Test
  void riseWhenTheClockIsSetBack() throws Exception {
    long ahead = (System.currentTimeMillis() + 86_400_000L) * 1_000;
    Files.writeString(directory.resolve("sequencer.json"), "{\"bound\":" + ahead + "}");
    Sequencer sequencer = new Sequencer(directory.resolve("sequencer.json"));
    assertThat(Long.parseLong(sequencer.next(), 16)).isGreaterThan(ahead);
  }
}
