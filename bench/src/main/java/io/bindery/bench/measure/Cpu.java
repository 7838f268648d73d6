package io.bindery.bench.measure;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What this process took of the processors. */
public final class Cpu {
  private Cpu() {}

  /** Since it began, of all its threads, also the JVM's own. */
  public static double seconds() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1e9;
  }
}
