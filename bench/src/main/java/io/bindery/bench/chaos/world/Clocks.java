package io.bindery.bench.chaos.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The wall clock of one node, which can jump, by libfaketime. Its monotonic clock goes on. */
public final class Clocks {
  /** Only one: what asks for the time costs more there. */
  public static final int NODE = 2;

  private static final List<String> LIBRARIES =
      List.of(
          "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
          "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
          "/usr/lib/faketime/libfaketimeMT.so.1");

  private final Optional<Path> library =
      LIBRARIES.stream().map(Path::of).filter(Files::exists).findFirst();
  private final Path file;

  Clocks(Path work) {
    this.file = work.resolve("clock");
    set(0);
  }

  /** Whether it can be had. */
  public boolean canJump() {
    return library.isPresent();
  }

  Map<String, String> environment(int node) {
    return node != NODE || library.isEmpty()
        ? Map.of()
        : Map.of(
            "LD_PRELOAD", library.get().toString(),
            "FAKETIME_TIMESTAMP_FILE", file.toString(),
            "FAKETIME_CACHE_DURATION", "1",
            "FAKETIME_DONT_FAKE_MONOTONIC", "1",
            // With it, timed waits of a JVM would end at once, and its threads spin.
            "FAKETIME_FORCE_MONOTONIC_FIX", "0");
  }

  /** Sets it so far ahead of the time, or behind it. */
  public void set(long seconds) {
    try {
      Files.writeString(file, "%+d%n".formatted(seconds));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
