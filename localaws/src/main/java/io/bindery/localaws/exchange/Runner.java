package io.bindery.localaws.exchange;

import io.bindery.localaws.LocalAwsException;
import io.bindery.localaws.exchange.ExchangeFaults.End;
import io.bindery.localaws.exchange.Kept.ChangeSet;
import io.bindery.localaws.exchange.Kept.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends jobs and moves change sets when they are due. Callers hold the store's monitor. */
final class Runner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

  private final World world;
  private final ChangeSets changeSets;
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "localaws-exchange");
            thread.setDaemon(true);
            return thread;
          });
  private boolean held;

  Runner(World world, ChangeSets changeSets) {
    this.world = world;
    this.changeSets = changeSets;
  }

  /** Takes up what was in progress when the process ended. */
  void resume() {
    List.copyOf(world.store().inProgress().values()).forEach(this::ends);
    world.store().changeSets().values().stream().filter(ChangeSet::isOpen).forEach(this::moves);
  }

  /** A job in progress ends when it is due. */
  void ends(Job job) {
    at(job.due(), world.behaviour().jobTime(), () -> end(job.id()));
  }

  /** A change set that is open goes on when it is due. */
  void moves(ChangeSet set) {
    at(set.due(), world.behaviour().changeSetTime(), () -> move(set.id()));
  }

  /** After a restart the clock may be behind: nothing takes longer than its time. */
  private void at(long due, Duration longest, Runnable work) {
    long rest = Math.max(0, Math.min(due - world.now(), longest.toMillis()));
    Duration left = world.clock().onTheWall(Duration.ofMillis(rest));
    try {
      ScheduledFuture<?> unused =
          timer.schedule(() -> guarded(work), left.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The services are being closed: the next start takes it up.
      LOG.debug("Not scheduled, as the services are closed");
    }
  }

  private void guarded(Runnable work) {
    synchronized (world.store()) {
      try {
        work.run();
      } catch (LocalAwsException e) {
        LOG.warn("A job of the local Data Exchange does not end: {}", e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("A job of the local Data Exchange does not end", e);
      }
    }
  }

  private void end(String id) {
    Optional<Job> job = world.store().job(id).filter(Job::isInProgress);
    if (held || job.isEmpty()) {
      return;
    }
    Optional<End> ordered = world.faults().takeEnd();
    world.commit(
        ordered
            .map(end -> JobEnd.from(world, job.get(), end))
            .orElseGet(() -> JobEnd.of(world, job.get())));
  }

  private void move(String id) {
    Optional<ChangeSet> set = world.store().changeSet(id).filter(ChangeSet::isOpen);
    if (!held && set.isPresent()) {
      ChangeSet moved = changeSets.moved(set.get());
      if (moved.isOpen()) {
        moves(moved);
      }
    }
  }

  /** Nothing ends and nothing moves until it is released. */
  void hold() {
    held = true;
  }

  void release() {
    held = false;
    resume();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
