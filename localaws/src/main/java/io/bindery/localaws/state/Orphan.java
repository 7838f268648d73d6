package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that was found by its number in a file, and is known by its command line: a child that
 * outlived a killed parent, or a server that made itself independent.
 */
public final class Orphan {
  private static final Logger LOG = LoggerFactory.getLogger(Orphan.class);

  private Orphan() {}

  /**
   * Ends process {@code pid} if it lives and its command line holds {@code mark}; an id that the
   * system gave to another program since is left alone.
   *
   * @param signal first tried, without the SIG; after {@code patience} the process is killed
   */
  public static void end(long pid, String mark, String signal, Duration patience) {
    if (isAlive(pid, mark)) {
      LOG.info("Ending process {}, left behind by an instance that was killed", pid);
      stop(pid, mark, signal, patience);
    }
  }

  /** As {@link #end}, of a process that this instance started itself. */
  public static void stop(long pid, String mark, String signal, Duration patience) {
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    if (process == null || !isAlive(pid, mark)) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor();
      await(process, patience);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      awaitKilled(process);
    } catch (IOException | ExecutionException | CompletionException e) {
      throw new LocalAwsException("Process " + pid + " cannot be ended: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("Interrupted while ending process " + pid, e);
    }
  }

  private static boolean isAlive(long pid, String mark) {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
        && commandLine(pid).contains(mark);
  }

  private static void awaitKilled(ProcessHandle process) {
    try {
      await(process, Duration.ofSeconds(10));
    } catch (TimeoutException | ExecutionException e) {
      throw new LocalAwsException("Process " + process.pid() + " does not end: end it by hand.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("Interrupted while ending process " + process.pid(), e);
    }
  }

  private static void await(ProcessHandle process, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Java cuts long command lines short, the system does not. */
  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline")).replace('\0', ' ');
    } catch (IOException e) {
      return ProcessHandle.of(pid).flatMap(p -> p.info().commandLine()).orElse("");
    }
  }
}
