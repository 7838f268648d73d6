package io.bindery.bench.router;

import io.bindery.bench.load.Load;
import io.bindery.bench.measure.BenchException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Threads that each do one thing after the other until the time is over. */
final class Crew {
  /** One thread's work. */
  @FunctionalInterface
  interface Work {
    /** Tries to make one event durable; answers whether it is. */
    boolean once(Load load) throws Exception;
  }

  /** Makes the work of one thread. */
  @FunctionalInterface
  interface Worker {
    Work hire(int number) throws Exception;
  }

  /**
   * How long after its time a worker may wait for its last event. Camel's aggregator now and then
   * forgets an event that it was to try again, and whoever sent it waits for ever.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private Crew() {}

  static Measured run(int size, Load.Shape shape, Duration length, long seed, Worker worker) {
    return run(size, shape, length, PATIENCE, seed, worker);
  }

  static Measured run(
      int size, Load.Shape shape, Duration length, Duration patience, long seed, Worker worker) {
    var threads = Executors.newFixedThreadPool(size);
    try {
      var durable = new LongAdder();
      var tasks = new ArrayList<Callable<Long>>();
      var works = new ArrayList<Work>();
      for (int i = 0; i < size; i++) {
        works.add(worker.hire(i));
      }
      long start = System.nanoTime();
      long end = start + length.toNanos();
      for (int i = 0; i < size; i++) {
        var work = works.get(i);
        var load = new Load(shape, seed + i, Long.toHexString(seed) + "x" + i);
        tasks.add(() -> repeat(work, load, end, durable));
      }
      long last = start;
      int unanswered = 0;
      for (var done :
          threads.invokeAll(tasks, length.plus(patience).toMillis(), TimeUnit.MILLISECONDS)) {
        if (done.isCancelled()) {
          unanswered++;
        } else {
          last = Math.max(last, done.get());
        }
      }
      return Measured.of(durable.sum(), unanswered, Duration.ofNanos(last - start));
    } catch (ExecutionException e) {
      throw new BenchException("A worker of a contestant failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("Interrupted", e);
    } catch (Exception e) {
      throw new BenchException("A contestant cannot work", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Answers when it ended. Does it once at least: its thread may begin late. */
  private static long repeat(Work work, Load load, long end, LongAdder durable) throws Exception {
    do {
      if (work.once(load)) {
        durable.increment();
      }
    } while (System.nanoTime() < end);
    return System.nanoTime();
  }

  /** Connections of their own for so many threads, each statement its own transaction. */
  static List<Connection> connect(String url, int count) {
    var connections = new ArrayList<Connection>();
    try {
      for (int i = 0; i < count; i++) {
        connections.add(DriverManager.getConnection(url));
      }
      return connections;
    } catch (SQLException e) {
      close(connections);
      throw new BenchException("No connection to the benchmark's own database", e);
    }
  }

  static void close(List<Connection> connections) {
    for (var connection : connections) {
      try {
        connection.close();
      } catch (SQLException e) {
        // Its server is stopped next.
      }
    }
  }
}
