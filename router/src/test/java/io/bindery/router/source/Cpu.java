package io.bindery.router.source;

import java.lang.management.ManagementFactory;

/** The processor's time of the thread: other work on the machine does not count. */
final class Cpu {
  private Cpu() {}

  static long nanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
