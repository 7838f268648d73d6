package io.bindery.platform.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import io.bindery.platform.settings.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolDirectoryTest {
  private static final String SETTING = "bindery.packager.spool-directory";

  @TempDir Path directory;

  private static ActorTestKit kit() {
    return ActorTestKit.create(ConfigFactory.parseString("akka.actor.provider = local"));
  }

  @Test
  void aDirectoryBelongsToOneProcessAtATime() throws IOException {
    var first = kit();
    var second = kit();
    try {
      var spool =
          SpoolDirectory.open(first.system(), SETTING, Optional.of(directory), Long.MAX_VALUE);
      var file = spool.newFile();

      assertThatThrownBy(
              () ->
                  SpoolDirectory.open(
                      second.system(), SETTING, Optional.of(directory), Long.MAX_VALUE))
          .isInstanceOf(SettingsException.class)
          .hasMessage(
              "bindery.packager.spool-directory = %s: another process uses this directory; give each a directory of its own."
                  .formatted(directory));
      assertThat(file.path()).exists();

      first.shutdownTestKit();
      SpoolDirectory.open(second.system(), SETTING, Optional.of(directory), Long.MAX_VALUE);
      assertThat(file.path()).doesNotExist();
    } finally {
      second.shutdownTestKit();
    }
  }

  @Test
  void aTemporaryOneIsRemovedAtTheEnd() throws IOException {
    var kit = kit();
    var spool = SpoolDirectory.open(kit.system(), SETTING, Optional.empty(), Long.MAX_VALUE);
    var file = spool.newFile();

    kit.shutdownTestKit();

    assertThat(file.path()).doesNotExist();
    assertThat(spool.directory()).doesNotExist();
  }

  @Test
  void aDirectoryThatCannotBeIsSaid() throws IOException {
    var kit = kit();
    var file = Files.createFile(directory.resolve("file"));
    try {
      assertThatThrownBy(
              () -> SpoolDirectory.open(kit.system(), SETTING, Optional.of(file), Long.MAX_VALUE))
          .isInstanceOf(SettingsException.class)
          .hasMessageStartingWith("bindery.packager.spool-directory = " + file + ": ");
    } finally {
      kit.shutdownTestKit();
    }
  }
}
