package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.service.cli.CommandException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLayoutTest {
  @TempDir Path directory;

  @Test
  void isMadeAndOpenedAgain() throws IOException {
    var root = directory.resolve("a/b");
    assertThat(DataLayout.open(root).log()).isEqualTo(root.resolve("bindery.log"));
    assertThat(root.resolve("layout")).hasContent("2");
    assertThat(DataLayout.open(root).root()).isEqualTo(root);
  }

  @Test
  void aNewerLayoutIsLeftAlone() throws IOException {
    Files.writeString(directory.resolve("layout"), "3\n");
    assertThatThrownBy(() -> DataLayout.open(directory))
        .isInstanceOf(CommandException.class)
        .hasMessage(
            "Data directory %s cannot be used: it has layout version 3, made by a newer Bindery; this one knows up to 2. Choose another one with --data."
                .formatted(directory));
    assertThat(directory.resolve("layout")).hasContent("3");
  }

  @Test
  void aVersionThatWasCutOffIsWrittenAgain() throws IOException {
    Files.createFile(directory.resolve("layout"));
    DataLayout.open(directory);
    assertThat(directory.resolve("layout")).hasContent("2");
  }

  @Test
  void anEarlierLayoutIsRaisedUnlessItHoldsWhatIsNotRead() throws IOException {
    Files.writeString(directory.resolve("layout"), "1\n");
    Files.createDirectories(directory.resolve("aws"));
    Files.createFile(directory.resolve("aws/sqs.store"));
    DataLayout.open(directory);
    assertThat(directory.resolve("layout")).hasContent("1");
    Files.delete(directory.resolve("aws/sqs.store"));
    DataLayout.open(directory);
    assertThat(directory.resolve("layout")).hasContent("2");
  }

  @Test
  void aLayoutThatIsNoNumberIsShown() throws IOException {
    Files.writeString(directory.resolve("layout"), "mine\n");
    assertThatThrownBy(() -> DataLayout.open(directory))
        .hasMessageContaining("its file 'layout' holds 'mine' where a version number belongs");
  }

  @Test
  void aFileInItsPlaceIsNamed() throws IOException {
    var file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> DataLayout.open(file))
        .hasMessageStartingWith("Data directory %s cannot be used: ".formatted(file))
        .hasMessageEndingWith("Choose another one with --data.");
  }

  /** The process's own /proc takes no new files, from root neither. */
  @Test
  void aPlaceThatTakesNoFilesIsNamed() {
    assertThatThrownBy(() -> DataLayout.open(Path.of("/proc/self/bindery")))
        .hasMessageStartingWith("Data directory /proc/self/bindery cannot be used: ");
  }
}
