package io.bindery.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher says before any Java of ours runs. */
class LauncherTest {
  @TempDir Path directory;

  @Test
  void anOldJavaIsNamedWithTheWayOut() throws Exception {
    var home = fakeJava("openjdk version \"11.0.22\" 2024-01-16");
    var outcome = launch(Map.of("JAVA_HOME", home.toString()));
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .isEqualTo(
            "bindery: Java 17 or newer is needed, but %s/bin/java is version 11. Set JAVA_HOME to a JDK 17.%n"
                .formatted(home));
  }

  @Test
  void aVeryOldJavaIsNamedToo() throws Exception {
    var outcome = launch(Map.of("JAVA_HOME", fakeJava("java version \"1.8.0_402\"").toString()));
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err()).contains("is version 1.");
  }

  @Test
  void noJavaAtAllIsToldInOneSentence() throws Exception {
    var outcome = launch(Map.of("JAVA_HOME", directory.resolve("nothing").toString()));
    assertThat(outcome.exitCode()).isEqualTo(4);
    assertThat(outcome.err())
        .isEqualTo(
            "bindery: No Java found. Install a JDK 17 or newer, or set JAVA_HOME to one.%n"
                .formatted());
  }

  private record Outcome(int exitCode, String err) {}

  private Path fakeJava(String version) throws IOException {
    var home = Files.createDirectories(directory.resolve("jdk"));
    var java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\ncat >&2 <<'END'\n" + version + "\nEND\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home;
  }

  private Outcome launch(Map<String, String> environment) throws Exception {
    var err = directory.resolve("err");
    var builder =
        new ProcessBuilder(Path.of("..", "bindery").toAbsolutePath().toString(), "--version")
            .redirectError(err.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    var process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), Files.readString(err, StandardCharsets.UTF_8));
  }
}
