package io.bindery.service.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.Supplier;

/** One line on a terminal that is written over; nothing elsewhere. */
final class ProgressLine {
  private static final long PAUSE_NANOS = 200_000_000;
  private static final int WIDTH = 24;
  private static final double MIB = 1 << 20;

  private final PrintWriter err;
  private final boolean shown = Terminal.isSeen();
  private final long began = System.nanoTime();
  private long last = began;
  private boolean dirty;

  ProgressLine(PrintWriter err) {
    this.err = err;
  }

  /** Shows a line, unless one was shown a moment ago. */
  synchronized void show(Supplier<String> line) {
    if (shown && System.nanoTime() - last > PAUSE_NANOS) {
      last = System.nanoTime();
      dirty = true;
      Terminal.clearLine(err);
      err.printf("%s ", line.get());
      err.flush();
    }
  }

  /** A bar with what stands behind it, the rate since the beginning, and the time that is left. */
  String bar(long done, long all, String words) {
    double share = all == 0 ? 1 : Math.min(1, (double) done / all);
    int filled = (int) Math.round(share * WIDTH);
    double seconds = Math.max(1e-3, (System.nanoTime() - began) / 1e9);
    double rate = done / seconds;
    var left = rate > 0 ? ", %d s left".formatted(Math.round((all - done) / rate)) : "";
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%  %s, %.1f MiB/s%s",
        "#".repeat(filled),
        " ".repeat(WIDTH - filled),
        (int) (share * 100),
        words,
        rate / MIB,
        left);
  }

  synchronized void clear() {
    if (dirty) {
      Terminal.clearLine(err);
      dirty = false;
    }
  }
}
