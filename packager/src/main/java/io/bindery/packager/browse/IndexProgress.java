package io.bindery.packager.browse;

/** How far the reading of a manifest is; written by one thread, read by any. */
public final class IndexProgress {
  /** What is being done. */
  public enum State {
    /** Others are read first. */
    WAITING,
    READING,
    SORTING
  }

  private volatile State state = State.WAITING;
  private volatile long entries;
  private volatile long readBytes;
  private volatile long allBytes;

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
  }

  void read(long lines, long bytes) {
    entries = lines;
    readBytes = bytes;
  }

  void of(long bytes) {
    allBytes = bytes;
  }
}
