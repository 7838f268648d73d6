package io.bindery.bench.measure;

import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** What is reachable, looked at again and again by collecting what is not. */
public final class LiveHeap {
  private static final long PAUSE_NANOS = 100_000_000;
  private static final double MEBIBYTE = 1024 * 1024;

  private LiveHeap() {}

  /** The most that was live during some work, in MiB. */
  public static double peakDuring(Runnable work) {
    var done = new AtomicBoolean();
    var worker =
        new Thread(
            () -> {
              try {
                work.run();
              } finally {
                done.set(true);
              }
            },
            "measured");
    worker.start();
    long peak = now();
    while (!done.get()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      peak = Math.max(peak, now());
    }
    return peak / MEBIBYTE;
  }

  private static long now() {
    var memory = ManagementFactory.getMemoryMXBean();
    memory.gc();
    return memory.getHeapMemoryUsage().getUsed();
  }
}
