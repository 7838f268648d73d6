package io.bindery.bench.s3;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What the server did since it began. */
final class Statistics {
  private final LongAdder bytes = new LongAdder();
  private final Map<String, LongAdder> requests = new ConcurrentHashMap<>();

  void request(String operation) {
    requests.computeIfAbsent(operation, name -> new LongAdder()).increment();
  }

  void sent(long count) {
    bytes.add(count);
  }

  S3Usage now() {
    var counts = new TreeMap<String, Long>();
    requests.forEach((operation, count) -> counts.put(operation, count.sum()));
    return new S3Usage(cpuSeconds(), heap(), bytes.sum(), counts);
  }

  private static double cpuSeconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }

  private static long heap() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
