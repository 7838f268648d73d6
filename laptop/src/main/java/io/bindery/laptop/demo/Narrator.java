package io.bindery.laptop.demo;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;

/** Prints each step with the seconds since the start. */
final class Narrator {
  private final PrintWriter out;
  private final Instant began = Instant.now();

  Narrator(PrintWriter out) {
    this.out = out;
  }

  /** A step. */
  void say(String step) {
    var elapsed = Duration.between(began, Instant.now()).toMillis() / 1000.0;
    out.printf("[%6.2f s] %s%n", elapsed, step);
    out.flush();
  }

  /** What belongs to the step above. */
  void detail(String text) {
    text.lines().forEach(line -> out.printf("            %s%n", line));
    out.flush();
  }
}
