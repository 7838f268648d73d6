package io.bindery.laptop.node;

import io.bindery.platform.regular.Timers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Ends a node with the process that has its database and AWS, however that one ended. */
final class ParentWatch {
  private static final int INTERVAL_MILLIS = 300;

  private final Parent parent;
  private final Path plan;
  private boolean stopping;

  private ParentWatch(Parent parent, Path plan) {
    this.parent = parent;
    this.plan = plan;
  }

  /** Watches until the end. */
  static void start(Parent parent, Path plan) {
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
            Timers.guarded("watching the process above", watch::look),
            INTERVAL_MILLIS,
            INTERVAL_MILLIS,
            TimeUnit.MILLISECONDS);
  }

  /**
   * The process that has the database and the AWS.
   *
   * @param pid its number, which the system gives to another process once it has ended
   * @param start when it started, in milliseconds since 1970; 0 if the system does not say
   */
  record Parent(long pid, long start) {
    static Parent current() {
      return new Parent(ProcessHandle.current().pid(), start(ProcessHandle.current()));
    }

    boolean isAlive() {
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(process -> start == 0 || start(process) == start)
          .isPresent();
    }

    private static long start(ProcessHandle process) {
      return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
  }

  private void look() {
    if (!parent.isAlive()) {
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
