package io.bindery.bench.chaos.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/**
 * The nodes. As an orchestrator does it, one that ends by itself is started again; those that a
 * fault keeps down are not.
 */
public final class Cluster implements AutoCloseable {
  /** How long a node may take to stop: what is granted in production. */
  private static final Duration GRACE = Duration.ofSeconds(100);

  private static final long LOOK_MILLIS = 500;

  private final Map<Integer, Node> nodes = new TreeMap<>();
  private final Set<Integer> wanted = new TreeSet<>();
  private final Set<Integer> held = new TreeSet<>();
  private final ScheduledExecutorService keeper =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            var thread = new Thread(task, "chaos-keeper");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicLong kills = new AtomicLong();
  private final AtomicLong selfEnded = new AtomicLong();
  private final Consumer<String> told;

  /**
   * @param told hears of each node that ended by itself
   */
  Cluster(int most, IntFunction<Node> make, Consumer<String> told) {
    this.told = told;
    for (int node = 1; node <= most; node++) {
      nodes.put(node, make.apply(node));
    }
    var unused =
        keeper.scheduleWithFixedDelay(this::keep, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private synchronized void keep() {
    try {
      for (int number : wanted) {
        var node = nodes.get(number);
        if (!held.contains(number) && !node.isAlive()) {
          selfEnded.incrementAndGet();
          told.accept("node %d ended with code %d".formatted(number, node.exitCode()));
          node.start();
        }
      }
    } catch (RuntimeException e) {
      told.accept("the keeper of nodes failed: " + e);
    }
  }

  /** How many there can be. */
  public int most() {
    return nodes.size();
  }

  /** Those that are to run. */
  public synchronized List<Integer> wanted() {
    return List.copyOf(wanted);
  }

  /** One of those that are to run. */
  public synchronized int any(RandomGenerator random) {
    var list = new ArrayList<>(wanted);
    return list.get(random.nextInt(list.size()));
  }

  public synchronized void start(int node) {
    wanted.add(node);
    held.remove(node);
    nodes.get(node).start();
  }

  /** Kills it; it stays down until it is started. */
  public synchronized void kill(int node) {
    held.add(node);
    if (nodes.get(node).isAlive()) {
      kills.incrementAndGet();
    }
    nodes.get(node).kill();
  }

  /** Stops it in order; whether it was in time. It stays down until it is started. */
  public boolean stop(int node) {
    synchronized (this) {
      held.add(node);
    }
    return nodes.get(node).stop(GRACE);
  }

  /** Stops one in order that is not to run any more. */
  public boolean retire(int node) {
    synchronized (this) {
      wanted.remove(node);
    }
    return stop(node);
  }

  public void pause(int node) {
    nodes.get(node).pause();
  }

  public void resume(int node) {
    nodes.get(node).resume();
  }

  /** Waits until all that are to run are ready; whether they were in time. */
  public boolean awaitReady(Duration patience) {
    return Waiting.until(
        patience, () -> wanted().stream().allMatch(node -> nodes.get(node).isReady()));
  }

  /** Waits until most of those that are to run are ready; whether they were in time. */
  public boolean awaitMost(Duration patience) {
    return Waiting.until(
        patience,
        () -> {
          var wanted = wanted();
          return 2 * wanted.stream().filter(node -> nodes.get(node).isReady()).count()
              > wanted.size();
        });
  }

  /** How many processes were killed. */
  public long kills() {
    return kills.get();
  }

  /** How many ended by themselves, as one does that the others have given up. */
  public long selfEnded() {
    return selfEnded.get();
  }

  @Override
  public void close() {
    keeper.shutdownNow();
    synchronized (this) {
      wanted.clear();
      nodes.values().forEach(Node::kill);
    }
  }
}
