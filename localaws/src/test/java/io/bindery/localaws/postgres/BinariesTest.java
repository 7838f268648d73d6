package io.bindery.localaws.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nothing is run that another user of the machine could have put there. */
class BinariesTest {
  @TempDir static Path cache;
  private static Path unpacked;

  @BeforeAll
  static void unpack() throws IOException {
    mode(cache, "rwx------");
    unpacked = Binaries.unpackedBelow(cache);
  }

  @Test
  void areUnpackedOnceAndForTheOwnerOnly() throws Exception {
    assertThat(mode(unpacked)).isEqualTo("rwx------");
    assertThat(mode(unpacked.resolve("bin/postgres"))).isEqualTo("rwx------");
    var before = Files.getLastModifiedTime(unpacked.resolve("bin/postgres"));
    assertThat(Binaries.unpackedBelow(cache)).isEqualTo(unpacked);
    assertThat(Files.getLastModifiedTime(unpacked.resolve("bin/postgres"))).isEqualTo(before);
    try (var entries = Files.list(cache)) {
      assertThat(entries).containsExactly(unpacked);
    }
  }

  @Test
  void aPlantedProgramIsNotRun() throws Exception {
    Path initdb = unpacked.resolve("bin/initdb");
    mode(initdb, "rwxrwxrwx");
    try {
      assertThatThrownBy(() -> Binaries.unpackedBelow(cache))
          .isInstanceOf(LocalAwsException.class)
          .hasMessageContaining(initdb + " in it has mode rwxrwxrwx")
          .hasMessageContaining("Remove it");
    } finally {
      mode(initdb, "rwx------");
    }
  }

  @Test
  void aDirectoryThatOthersCanWriteIsRefused() throws Exception {
    mode(unpacked, "rwxrwxrwx");
    try {
      assertThatThrownBy(() -> Binaries.unpackedBelow(cache))
          .hasMessageContaining(unpacked.toString())
          .hasMessageContaining("its mode is rwxrwxrwx, and must be rwx------");
    } finally {
      mode(unpacked, "rwx------");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "Linux,amd64,/postgres-linux-x86_64.txz",
    "Linux,aarch64,/postgres-linux-arm_64.txz",
    "Mac OS X,aarch64,/postgres-darwin-arm_64.txz"
  })
  void eachSystemHasItsArchive(String system, String processor, String archive) {
    assertThat(Binaries.archive(system, processor)).isEqualTo(archive);
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
