package io.bindery.service.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/** A command is loaded when it is asked for, and brings no more than it needs. */
class CommandsTest {
  private static final List<String> HEAVY =
      List.of("akka.", "scala.", "com.typesafe.", "ch.qos.", "software.amazon.", "java.net.http.");

  @Test
  void eachIsFoundByItsNames() {
    for (var name : Commands.NAMES) {
      var command = Commands.named(name).orElseThrow().getAnnotation(Command.class);
      assertThat(command.name()).isEqualTo(name);
      for (var other : command.aliases()) {
        assertThat(Commands.named(other)).isEqualTo(Commands.named(name));
        assertThat(Commands.asked(other)).isPresent();
      }
    }
    assertThat(Bindery.commandLine().getSubcommands().keySet()).containsAll(Commands.NAMES);
  }

  @Test
  void whatNamesNoneOfThemTakesAll() {
    assertThat(Commands.asked("status", "--json")).hasValue(StatusCommand.class);
    assertThat(Commands.asked("--debug", "status")).hasValue(StatusCommand.class);
    assertThat(Commands.asked()).isEmpty();
    assertThat(Commands.asked("--debug")).isEmpty();
    assertThat(Commands.asked("--help")).isEmpty();
    assertThat(Commands.asked("statsu")).isEmpty();
    assertThat(Commands.asked("@file")).isEmpty();
    assertThat(Commands.asked("completion", "bash")).isEmpty();
  }

  /** Each of these costs a command more than its own work. */
  @Test
  void aClientLoadsNothingThatOnlyAServiceNeeds(@TempDir Path directory) throws Exception {
    var classes = directory.resolve("classes");
    var process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-Xlog:class+load:file=" + classes,
                "-cp",
                System.getProperty("java.class.path"),
                Bindery.class.getName(),
                "status",
                "--json",
                "--url",
                "http://127.0.0.1:" + freePort())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(Files.readString(directory.resolve("out"))).contains("does not answer");
    assertThat(process.exitValue()).isEqualTo(ExitCode.UNAVAILABLE);
    var loaded =
        Files.readAllLines(classes).stream()
            .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", "").replaceFirst(" source:.*", ""))
            .collect(Collectors.toSet());
    assertThat(loaded).contains(StatusCommand.class.getName());
    assertThat(loaded).noneMatch(name -> HEAVY.stream().anyMatch(name::startsWith));
    assertThat(loaded)
        .filteredOn(name -> name.startsWith("io.bindery.") && name.endsWith("Command"))
        .containsExactlyInAnyOrder(StatusCommand.class.getName(), ApiCommand.class.getName());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
