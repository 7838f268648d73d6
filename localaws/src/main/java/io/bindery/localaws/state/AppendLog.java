package io.bindery.localaws.state;

import io.bindery.localaws.LocalAwsException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of changes, one a line, each with its checksum ({@link LogLines}). A change is applied
 * when it is on the disk, in the order of the file. Changes that come at the same time share one
 * flush.
 *
 * <p>A group that the disk does not take (it is full) is cut off again: none of its changes is
 * applied, all of their writers get the error, and the log goes on. A log that has grown to twice
 * what is alive is written anew, aside, and moved into place.
 */
public final class AppendLog implements Closeable {
  /** What the log records. The log calls it from one thread at a time. */
  public interface Subject {
    /** Applies a change: at the start each of the file's, then each that was appended. */
    void apply(byte[] change);

    /** The file's changes are applied: called once, before anything else but {@link #apply}. */
    default void loaded() {
      // whoever keeps them as they come has nothing to do
    }

    /** What has to be on the disk before the next group is: called before each flush. */
    void beforeFlush() throws IOException;

    /** How many changes {@link #snapshot} gives, about. */
    long alive();

    /** Changes that lead to the present state. */
    Iterator<byte[]> snapshot();
  }

  /** What a change that was appended survives. */
  public enum Durability {
    /** The end of the process. */
    KILL,
    /** A power cut too, at the price of a flush for each group. */
    POWER_CUT
  }

  @SuppressWarnings("ArrayRecordComponent") // carried, never compared
  private record Waiting(byte[] change, CompletableFuture<Void> done, boolean end) {}

  private static final Logger LOG = LoggerFactory.getLogger(AppendLog.class);
  private static final int MOST_IN_A_GROUP = 1_000;
  private static final long SLACK = 50_000;
  private static final Waiting END = new Waiting(new byte[0], new CompletableFuture<>(), true);

  private final Path file;
  private final String header;
  private final Durability durability;
  private final Subject subject;
  private final BlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
  private final Thread writer;
  private FileChannel channel;
  private long good;
  private long changes;
  private long nextCompaction;
  private volatile boolean closed;

  private AppendLog(Path file, String header, Durability durability, Subject subject) {
    this.file = file;
    this.header = header;
    this.durability = durability;
    this.subject = subject;
    this.writer = new Thread(this::write, "localaws-log-" + file.getFileName());
    writer.setDaemon(true);
  }

  /**
   * Opens the log, or makes it, and applies what it holds. Lines that are broken, as a kill in the
   * middle of a write leaves the last one, are moved to a file beside it, and said.
   *
   * @param header names the kind and version of what the log holds
   * @throws LocalAwsException if the file is a log of another kind, or cannot be read
   */
  public static AppendLog open(Path file, String header, Durability durability, Subject subject) {
    AppendLog log = new AppendLog(file, header, durability, subject);
    try {
      log.load();
    } catch (IOException | UncheckedIOException e) {
      throw new LocalAwsException(
          "The file "
              + file
              + " cannot be read or written ("
              + e
              + "): free some disk space,"
              + " or make it readable and writable.",
          e);
    }
    log.writer.start();
    return log;
  }

  private void load() throws IOException {
    boolean anew = true;
    if (Files.exists(file) && Files.size(file) > 0) {
      LogLines.Read read = LogLines.read(file, header, subject::apply);
      changes = read.good();
      subject.loaded();
      if (read.broken().length > 0) {
        SetAside.bytes(file, read.broken());
      }
      anew = read.broken().length > 0 || tooLong();
    } else {
      subject.loaded();
    }
    if (anew) {
      rewrite();
    } else {
      channel = FileChannel.open(file, StandardOpenOption.WRITE);
      good = channel.size();
      // What a killed process wrote without a flush may be in memory only; it is applied now.
      channel.force(true);
    }
  }

  /**
   * Appends a change.
   *
   * @return done when the change is on the disk and applied; failed with an IOException if the disk
   *     did not take it
   */
  public CompletableFuture<Void> append(byte[] change) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    waiting.add(new Waiting(change, done, false));
    if (closed) {
      failRest();
    }
    return done;
  }

  private void write() {
    List<Waiting> group = new ArrayList<>();
    try {
      while (true) {
        group.clear();
        group.add(waiting.take());
        waiting.drainTo(group, MOST_IN_A_GROUP);
        boolean end = group.removeIf(Waiting::end);
        writeGroup(group);
        if (end) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      closed = true;
      failRest();
    }
  }

  private void writeGroup(List<Waiting> group) {
    if (group.isEmpty()) {
      return;
    }
    try {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      group.forEach(w -> lines.writeBytes(LogLines.line(w.change())));
      subject.beforeFlush();
      append(ByteBuffer.wrap(lines.toByteArray()));
    } catch (IOException e) {
      group.forEach(w -> w.done().completeExceptionally(e));
      return;
    }
    for (Waiting w : group) {
      try {
        subject.apply(w.change());
        w.done().complete(null);
      } catch (RuntimeException e) {
        LOG.error("A change in {} cannot be applied", file, e);
        w.done().completeExceptionally(e);
      }
    }
    changes += group.size();
    compact();
  }

  private void append(ByteBuffer lines) throws IOException {
    try {
      if (channel.size() != good) {
        channel.truncate(good);
      }
      long end = good + lines.remaining();
      for (long at = good; lines.hasRemaining(); ) {
        at += channel.write(lines, at);
      }
      if (durability == Durability.POWER_CUT) {
        channel.force(false);
      }
      good = end;
    } catch (IOException e) {
      cutOff(e);
      throw e;
    }
  }

  /** Nothing of a group that failed may be found by the next start. */
  private void cutOff(IOException cause) {
    try {
      channel.truncate(good);
      channel.force(false);
    } catch (IOException e) {
      // Tried again before the next group.
      cause.addSuppressed(e);
    }
  }

  private boolean tooLong() {
    return changes > 2 * subject.alive() + SLACK;
  }

  private void compact() {
    if (changes < nextCompaction || !tooLong()) {
      return;
    }
    try {
      rewrite();
      nextCompaction = 0;
    } catch (IOException e) {
      LOG.warn("{} cannot be written anew, and grows on: {}", file, e.toString());
      nextCompaction = changes + SLACK;
    }
  }

  private void rewrite() throws IOException {
    long written = LogLines.writeAside(file, header, subject.snapshot());
    FileChannel before = channel;
    channel = FileChannel.open(file, StandardOpenOption.WRITE);
    good = channel.size();
    changes = written;
    if (before != null) {
      before.close();
    }
  }

  private void failRest() {
    for (Waiting w = waiting.poll(); w != null; w = waiting.poll()) {
      w.done().completeExceptionally(new IOException("The log " + file + " is closed."));
    }
  }

  /** Writes what waits, then ends. */
  @Override
  public void close() throws IOException {
    waiting.add(END);
    try {
      writer.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    channel.close();
  }
}
