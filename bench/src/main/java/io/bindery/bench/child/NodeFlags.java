package io.bindery.bench.child;

import java.util.ArrayList;
import java.util.List;

/** How the JVMs are started that are measured. */
public final class NodeFlags {
  /** As {@code bindery serve}. */
  private static final String COLLECTOR = "-XX:+UseParallelGC";

  /** Which {@code bindery} sets for itself where there are few processors. */
  private static final String PARALLELISM = "java.util.concurrent.ForkJoinPool.common.parallelism";

  private NodeFlags() {}

  /**
   * Flags with credentials that mean nothing, and with those of the system property {@code
   * bindery.bench.node-flags}: for a profiler, say, or another collector.
   *
   * @param heap the flag for the most that it may take
   */
  public static List<String> with(String heap) {
    var flags = new ArrayList<String>();
    flags.add(heap);
    flags.add("-XX:+ExitOnOutOfMemoryError");
    flags.add("-Daws.accessKeyId=key");
    flags.add("-Daws.secretAccessKey=secret");
    flags.add("-Dbindery.home=" + System.getProperty("bindery.home", ""));
    var parallelism = System.getProperty(PARALLELISM);
    if (parallelism != null) {
      flags.add("-D" + PARALLELISM + "=" + parallelism);
    }
    flags.addAll(List.of(System.getProperty("bindery.bench.node-flags", "").split(" ")));
    flags.removeIf(String::isEmpty);
    if (flags.stream().noneMatch(flag -> flag.endsWith("GC"))) {
      flags.add(COLLECTOR);
    }
    return flags;
  }
}
