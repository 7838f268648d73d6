package io.bindery.laptop.node;

import io.bindery.laptop.Directions;
import io.bindery.platform.failure.Causes;
import io.bindery.service.cli.Bindery;
import io.bindery.service.cli.CommandException;
import io.bindery.service.cli.ExitCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One node in a JVM of its own, as {@link NodeCommand} runs it. */
final class NodeProcess {
  private static final Duration START_PATIENCE = Duration.ofMinutes(4);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

  /** A shell's way to say by which signal a process ended. */
  private static final int SIGNAL = 128;

  private final int number;
  private final Path data;
  private final Process process;
  private final PrintStream out;
  private final CompletableFuture<Optional<URI>> ready = new CompletableFuture<>();
  private volatile String lastLine = "";
  private volatile boolean endExpected;

  private NodeProcess(int number, Path data, Process process, PrintStream out) {
    this.number = number;
    this.data = data;
    this.process = process;
    this.out = out;
  }

  /** Starts it without waiting for it. */
  static NodeProcess start(int number, Path data, PrintStream out) {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As this JVM was started, but for what only one process can have, as a debugger's port.
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            argument ->
                argument.startsWith("-X")
                    || argument.startsWith("--")
                    || argument.startsWith("-Dbindery."))
        .forEach(line::add);
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), Bindery.class.getName()));
    line.addAll(List.of("node", Integer.toString(number), "--data", data.toString()));
    try {
      var process = new ProcessBuilder(line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var node = new NodeProcess(number, data, process, out);
      var reader = new Thread(node::passOn, "node-" + number);
      reader.setDaemon(true);
      reader.start();
      return node;
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE, "Node %d cannot be started: %s".formatted(number, e), e);
    }
  }

  private void passOn() {
    try (var lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        lastLine = line;
        if (NodeReady.is(line)) {
          out.println("  " + line);
          ready.complete(NodeReady.api(line));
        } else {
          out.println("  [node %d] %s".formatted(number, line));
        }
        out.flush();
      }
    } catch (IOException e) {
      // It has ended, and so has its output.
    }
    ended();
  }

  private void ended() {
    int code = process.onExit().join().exitValue();
    var how = code > SIGNAL ? "by signal " + (code - SIGNAL) : "with exit code " + code;
    var failure =
        new CommandException(
            ExitCode.UNAVAILABLE,
            "Node %d ended while starting, %s: %s (log: %s)"
                .formatted(number, how, lastLine, NodeFiles.in(data).log(number)));
    if (!ready.completeExceptionally(failure) && !endExpected) {
      out.printf(
          "Node %d ended %s. Start it again in another shell: %s node %d --data %s%n",
          number, how, Directions.launcher(), number, data);
      out.flush();
    }
  }

  /** Waits until it works. */
  void awaitReady() {
    try {
      ready.get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw (CommandException) Causes.of(e);
    } catch (TimeoutException e) {
      throw new CommandException(
          ExitCode.UNAVAILABLE,
          "Node %d did not start within %d s; see %s."
              .formatted(number, START_PATIENCE.toSeconds(), NodeFiles.in(data).log(number)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(ExitCode.FAILED, "Interrupted while nodes were starting.", e);
    }
  }

  Optional<URI> api() {
    return ready.getNow(Optional.empty());
  }

  void expectEnd() {
    endExpected = true;
    process.destroy();
  }

  /** Waits for the end that was asked for, but not for ever. */
  void stop() {
    try {
      if (!process.waitFor(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
