package io.bindery.platform.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.crt.CRT;

class CrtLibraryTest {
  @TempDir Path directory;

  /** Loads the library and prints from which files it was. */
  static final class Loader {
    private Loader() {}

    public static void main(String[] args) throws IOException {
      CrtLibrary.load();
      CrtLibrary.load();
      assertThat(CRT.nativeMemory()).isNotNegative();
      try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
        maps.filter(line -> line.contains("AWSCRT_"))
            .map(line -> line.substring(line.indexOf('/')))
            .distinct()
            .forEach(System.out::println);
      }
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void itIsLoadedFromADirectoryOfItsOwnThatGoesAgain() throws Exception {
    assertThat(loadedFrom("-Djava.io.tmpdir=" + directory))
        .isNotEmpty()
        .allMatch(file -> file.startsWith(directory + "/bindery-crt-"));
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whoeverStartsTheProcessMayChooseTheDirectory() throws Exception {
    var chosen = directory.resolve("chosen");
    assertThat(loadedFrom("-Daws.crt.lib.dir=" + chosen))
        .isNotEmpty()
        .allMatch(file -> file.startsWith(chosen + "/AWSCRT_"));
  }

  private static List<String> loadedFrom(String option) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                System.getProperty("java.class.path"),
                Loader.class.getName())
            .redirectErrorStream(true)
            .start();
    try {
      var lines =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(lines.toString()).isZero();
      return lines;
    } finally {
      process.destroyForcibly();
    }
  }
}
