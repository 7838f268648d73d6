package io.bindery.packager.browse;

import java.util.function.Consumer;

/** How far the reading of a manifest is; written by one thread, read by any. */
public final class IndexProgress {
  /** What is being done. */
  public enum State {
    /** Others are read first. */
    WAITING,
    READING,
    SORTING
  }

  private final Consumer<Seen> listener;
  private volatile State state = State.WAITING;
  private volatile long entries;
  private volatile long readBytes;
  private volatile long allBytes;

  /** Told to nobody: who wants to know asks. */
  public IndexProgress() {
    this(seen -> {});
  }

  /**
   * Told to somebody now and then.
   *
   * @param listener called by the thread that reads
   */
  public IndexProgress(Consumer<Seen> listener) {
    this.listener = listener;
  }

  /**
   * How far it is.
   *
   * @param entries lines that were read
   * @param readBytes of the manifest
   * @param allBytes of the manifest; 0 until that is known
   */
  public record Seen(State state, long entries, long readBytes, long allBytes) {}

  /** How far it is now. */
  public Seen seen() {
    return new Seen(state, entries, readBytes, allBytes);
  }

  void state(State now) {
    state = now;
    listener.accept(seen());
  }

  void read(long lines, long bytes) {
    entries = lines;
    readBytes = bytes;
    listener.accept(seen());
  }

  void of(long bytes) {
    allBytes = bytes;
  }
}
