package io.bindery.laptop.up;

import java.io.PrintWriter;
import java.time.Duration;

/** One line for each part that works, with the seconds since the start. */
final class Progress {
  private final PrintWriter out;
  private long began;

  Progress(PrintWriter out) {
    this.out = out;
  }

  synchronized void begin(String line) {
    began = System.nanoTime();
    out.println(line);
    out.flush();
  }

  synchronized void done(String part) {
    var seconds = Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
    out.printf("  [%5.1f s] %s%n", seconds, part);
    out.flush();
  }
}
