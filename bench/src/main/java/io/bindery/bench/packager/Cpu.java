package io.bindery.bench.packager;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process took of the processors. */
final class Cpu {
  private Cpu() {}

  /** Since it began, of all its threads, also the JVM's own. */
  static double seconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }
}
