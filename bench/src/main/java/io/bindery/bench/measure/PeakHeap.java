package io.bindery.bench.measure;

import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * How much heap was in use at most, garbage as well, looked at again and again.
 *
 * @param result of the work
 * @param bytes in use at most meanwhile
 */
public record PeakHeap<T>(T result, long bytes) {
  private static final long LOOK_NANOS = 5_000_000;

  /** Does the work in this thread, while another one looks. */
  public static <T> PeakHeap<T> during(Callable<T> work) throws Exception {
    var ended = new AtomicBoolean();
    var peak = new AtomicLong(used());
    var watch =
        new Thread(
            () -> {
              while (!ended.get()) {
                peak.accumulateAndGet(used(), Math::max);
                LockSupport.parkNanos(LOOK_NANOS);
              }
            },
            "watch");
    watch.setDaemon(true);
    watch.start();
    try {
      var result = work.call();
      return new PeakHeap<>(result, Math.max(peak.get(), used()));
    } finally {
      ended.set(true);
    }
  }

  private static long used() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
