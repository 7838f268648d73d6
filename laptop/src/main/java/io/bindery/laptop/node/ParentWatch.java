package io.bindery.laptop.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Ends a node with the process that has its database and AWS, however that one ended. */
final class ParentWatch {
  private static final int INTERVAL_MILLIS = 300;

  private final long parent;
  private final Path plan;
  private boolean stopping;

  private ParentWatch(long parent, Path plan) {
    this.parent = parent;
    this.plan = plan;
  }

  /** Watches until the end. */
  static void start(long parent, Path plan) {
    var watch = new ParentWatch(parent, plan);
    var scheduler =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              var thread = new Thread(task, "parent-watch");
              thread.setDaemon(true);
              return thread;
            });
    var unused =
        scheduler.scheduleWithFixedDelay(
            watch::look, INTERVAL_MILLIS, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
  }

  static boolean isAlive(long process) {
    return ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false);
  }

  private void look() {
    if (!isAlive(parent)) {
      // Nothing is left that could be ended in order.
      Runtime.getRuntime().halt(1);
    }
    if (!stopping && Files.notExists(plan)) {
      stopping = true;
      // An exit waits for its hooks, and this watch has to go on meanwhile.
      new Thread(() -> System.exit(0), "stop").start();
    }
  }
}
