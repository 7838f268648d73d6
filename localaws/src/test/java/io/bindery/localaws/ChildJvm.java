package io.bindery.localaws;

import io.bindery.localaws.child.ClassArchive;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM with this class path that a test starts and kills. */
public final class ChildJvm implements AutoCloseable {
  private final Process process;

  private ChildJvm(Process process) {
    this.process = process;
  }

  /** Starts {@code main}, which prints a line that begins with READY when it has done its part. */
  public static ChildJvm start(Class<?> main, String... args) throws IOException {
    return start(List.of("-cp", System.getProperty("java.class.path")), main, args);
  }

  /** Starts one of many, which take their classes from an archive. */
  public static ChildJvm start(ClassArchive classes, Class<?> main, String... args)
      throws IOException, InterruptedException {
    return start(classes.options(), main, args);
  }

  private static ChildJvm start(List<String> options, Class<?> main, String... args)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx384m");
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(options);
    command.add(main.getName());
    command.addAll(List.of(args));
    return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** Waits for the line and gives the words behind READY. */
  public List<String> awaitReady() throws IOException {
    StringBuilder output = new StringBuilder();
    BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
    String line;
    while ((line = reader.readLine()) != null) {
      if (line.startsWith("READY")) {
        return List.of(line.split(" ")).subList(1, line.split(" ").length);
      }
      output.append(line).append('\n');
    }
    throw new AssertionError("the child JVM ended early: " + output);
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      throw new AssertionError("the child JVM cannot be killed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
