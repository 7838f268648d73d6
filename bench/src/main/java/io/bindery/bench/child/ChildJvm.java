package io.bindery.bench.child;

import io.bindery.bench.measure.BenchException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with this class path. It ends when this process does, however that ends. */
public final class ChildJvm implements AutoCloseable {
  private static final int STOP_SECONDS = 10;
  private static final int LOG_TAIL = 2_000;

  private final String name;
  private final Process process;
  private final Path log;
  private final BufferedReader answers;
  private final Writer commands;

  private ChildJvm(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
    this.answers = process.inputReader(StandardCharsets.UTF_8);
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  /**
   * Starts a class whose main method calls {@link Parent#serve}.
   *
   * @param log what it prints as errors is appended to this file
   * @param flags for the JVM
   */
  public static ChildJvm start(Class<?> main, Path log, List<String> flags, String... arguments) {
    return startOn(
        List.of("-cp", System.getProperty("java.class.path")), main, log, flags, arguments);
  }

  /**
   * The same, with an archive of classes that processes of before have loaded.
   *
   * @param classPath options that name it, and the archive
   */
  public static ChildJvm startOn(
      List<String> classPath, Class<?> main, Path log, List<String> flags, String... arguments) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.addAll(classPath);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    try {
      return new ChildJvm(
          main.getSimpleName(),
          new ProcessBuilder(command)
              .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start(),
          log);
    } catch (IOException e) {
      throw new BenchException("A process for " + main.getSimpleName() + " cannot be started", e);
    }
  }

  /** Sends a command and waits for its answer. */
  public String ask(String command) {
    tell(command);
    return answer();
  }

  /** Sends a command whose answer is to be waited for later. */
  public void tell(String command) {
    try {
      commands.write(command + "\n");
      commands.flush();
    } catch (IOException e) {
      throw ended(e);
    }
  }

  /** Waits for the next answer. */
  public String answer() {
    try {
      for (var line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(Parent.MARK)) {
          return line.substring(Parent.MARK.length());
        }
      }
    } catch (IOException e) {
      throw ended(e);
    }
    throw ended(null);
  }

  private BenchException ended(IOException cause) {
    awaitEnd();
    var code = process.isAlive() ? "" : " with code " + process.exitValue();
    var text = "Process " + name + " has ended" + code + ": " + tail();
    return cause == null ? new BenchException(text) : new BenchException(text, cause);
  }

  private String tail() {
    try {
      var text = Files.readString(log).strip();
      return text.substring(Math.max(0, text.length() - LOG_TAIL));
    } catch (IOException e) {
      return "its log cannot be read (" + e + ")";
    }
  }

  /** Ends it with SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  @Override
  public void close() {
    kill();
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        throw new BenchException("Process " + name + " cannot be ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
