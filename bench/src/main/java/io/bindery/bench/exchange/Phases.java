package io.bindery.bench.exchange;

import io.bindery.localaws.exchange.DataExchangeService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * When a publication created its first revision, and when it had seen that its last job had ended,
 * as the server sees it: only the time between runs faster than that of the wall.
 */
final class Phases implements AutoCloseable {
  private static final long LOOK_NANOS = 2_000_000;
  private static final String CREATE = "CreateRevision";
  private static final String START = "StartJob";
  private static final String LIST = "ListRevisionAssets";

  private final DataExchangeService service;
  private final int jobs;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final Thread watch = new Thread(this::watch, "phases");
  private volatile long firstRevision;
  private volatile long lastJobSeen;
  private long listings = -1;

  Phases(DataExchangeService service, int jobs) {
    this.service = service;
    this.jobs = jobs;
    watch.setDaemon(true);
    watch.start();
  }

  private void watch() {
    while (!ended.get()) {
      look();
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private void look() {
    var calls = service.calls();
    if (firstRevision == 0 && calls.containsKey(CREATE)) {
      firstRevision = System.nanoTime();
    }
    long listed = calls.getOrDefault(LIST, 0L);
    if (listings < 0) {
      boolean allStarted = calls.getOrDefault(START, 0L) - refusedStarts() >= jobs;
      if (allStarted && service.inProgress() == 0) {
        listings = listed;
      }
    } else if (lastJobSeen == 0 && listed > listings) {
      // What has been imported is counted only once all of it is known to be there.
      lastJobSeen = System.nanoTime();
    }
  }

  private long refusedStarts() {
    return service.refusals().entrySet().stream()
        .filter(refusal -> refusal.getKey().startsWith(START + " "))
        .mapToLong(refusal -> refusal.getValue())
        .sum();
  }

  /** In nanoseconds of {@link System#nanoTime}; 0 if it did not come to that. */
  long firstRevision() {
    return firstRevision;
  }

  /** The same. */
  long lastJobSeen() {
    return lastJobSeen;
  }

  @Override
  public void close() {
    ended.set(true);
    LockSupport.unpark(watch);
  }
}
