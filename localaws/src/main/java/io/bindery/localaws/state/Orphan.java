package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process that was found by its number in a file, and is known by its command line: a child that
 * outlived a killed parent, or a server that made itself independent.
 */
public final class Orphan {
  private static final Logger LOG = LoggerFactory.getLogger(Orphan.class);

  private static final long LOOK_MILLIS = 10;

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
      await(() -> isAlive(pid, mark), patience);
    } catch (TimeoutException e) {
      process.destroyForcibly();
      awaitKilled(pid);
    } catch (IOException e) {
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

  /** Of one that was killed nothing may be left: its file still has its number. */
  private static void awaitKilled(long pid) {
    try {
      await(
          () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent(),
          Duration.ofSeconds(10));
    } catch (TimeoutException e) {
      throw new LocalAwsException("Process " + pid + " does not end: end it by hand.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalAwsException("Interrupted while ending process " + pid, e);
    }
  }

  /**
   * Java looks at a process that is no child of its own ever more seldom, and takes one for alive
   * that has ended but that its parent has not asked for: in a container that may take seconds.
   */
  private static void await(BooleanSupplier isAlive, Duration patience)
      throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + patience.toNanos();
    while (isAlive.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new TimeoutException();
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
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
