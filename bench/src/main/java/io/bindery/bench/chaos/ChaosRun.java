package io.bindery.bench.chaos;

import io.bindery.bench.chaos.check.Checker;
import io.bindery.bench.chaos.fault.Fault;
import io.bindery.bench.chaos.fault.Notices;
import io.bindery.bench.chaos.history.History.Broken;
import io.bindery.bench.chaos.history.HistoryLog;
import io.bindery.bench.chaos.history.Incident;
import io.bindery.bench.chaos.load.Load;
import io.bindery.bench.chaos.plan.FaultKind;
import io.bindery.bench.chaos.plan.Lane;
import io.bindery.bench.chaos.plan.Schedule;
import io.bindery.bench.chaos.plan.Step;
import io.bindery.bench.chaos.world.Waiting;
import io.bindery.bench.chaos.world.World;
import io.bindery.bench.measure.BenchException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * One run: load and faults side by side, then the end of the faults, the end of the load, and the
 * check.
 */
final class ChaosRun {
  private static final Duration READY = Duration.ofMinutes(10);
  private static final Duration RECOVERY = Duration.ofMinutes(2);
  private static final long PUBLICATION_MILLIS = 8_000;
  private static final long MINUTE = 60_000;

  /** In a long run, one minute of so many has no faults but those of nodes. */
  private static final int MINUTES_OF_ALL = 4;

  private static final long APART_MILLIS = 22_000;

  private final Options options;
  private final World world;
  private final HistoryLog log;
  private final Consumer<String> progress;
  private final List<Incident> incidents = new ArrayList<>();
  private final List<Broken> seen = new ArrayList<>();
  private final List<Throwable> failures = new ArrayList<>();
  private long began;
  private Notices notices;

  private ChaosRun(Options options, World world, HistoryLog log, Consumer<String> progress) {
    this.options = options;
    this.world = world;
    this.log = log;
    this.progress = progress;
  }

  /**
   * Runs.
   *
   * @param progress told in a few words what happens
   */
  static Result run(Options options, Consumer<String> progress) throws IOException {
    progress.accept("starting Postgres, AWS and %d nodes".formatted(options.nodes()));
    try (var log = new HistoryLog(options.work().resolve("history.jsonl"));
        var world =
            World.make(
                new World.Making(
                    options.work(),
                    options.most(),
                    options.namespaces(),
                    options.classes(),
                    options.diskMebibytes(),
                    options.archivesClasses(),
                    words -> log.note("node", words)))) {
      world.start(options.nodes());
      return new ChaosRun(options, world, log, progress).run();
    }
  }

  private Result run() {
    var possible = new HashSet<>(world.possible());
    possible.retainAll(options.kinds());
    var schedule = Schedule.of(options.seed(), options.minutes(), possible);
    log.note("schedule", schedule);
    progress.accept("load begins; nodes on " + world.network().words());
    began = System.currentTimeMillis();
    try (var load = new Load(world, log, options.seed(), options.rate(), PUBLICATION_MILLIS);
        var copies = new Notices(world.account(), options.seed())) {
      notices = copies;
      torment(schedule, load);
      progress.accept("the faults are over");
      heal();
      var history =
          load.finish(incidents, seen, Duration.ofSeconds(options.patienceSeconds()), progress);
      progress.accept("checking");
      var verdict = Checker.check(history);
      log.note("verdict", verdict);
      return new Result(
          options,
          schedule,
          world.possible(),
          world.network().words(),
          List.copyOf(incidents),
          verdict,
          world.cluster().kills(),
          world.cluster().selfEnded(),
          history.unanswered().size(),
          history.batches().size(),
          history.revisions().size(),
          history.published().size(),
          world.gate().calls(),
          world.gate().troubled(),
          (System.currentTimeMillis() - began) / 1e3);
    }
  }

  private void torment(Schedule schedule, Load load) {
    var threads = new ArrayList<Thread>();
    for (var lane : Lane.values()) {
      var thread = new Thread(() -> lane(lane, schedule.lanes().get(lane)), "chaos-" + lane);
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    long told = 0;
    while (!isOver()) {
      Waiting.pause(1_000);
      long now = elapsed();
      if (now - told > 20_000) {
        told = now;
        progress.accept(
            "%d faults, %d uploads, %d announcements"
                .formatted(count(), load.acknowledged(), load.announced()));
      }
    }
    for (var thread : threads) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (!failures.isEmpty()) {
      throw new BenchException("A fault failed by itself: " + failures.get(0), failures.get(0));
    }
  }

  private synchronized int count() {
    return incidents.size();
  }

  private long elapsed() {
    return System.currentTimeMillis() - began;
  }

  private boolean isOver() {
    synchronized (this) {
      if (!failures.isEmpty()) {
        return true;
      }
    }
    return elapsed() >= options.minutes() * MINUTE;
  }

  private void lane(Lane lane, List<Step> steps) {
    try {
      for (var step : steps) {
        pauseUntilOver(step.afterMillis());
        if (lane != Lane.NODES) {
          while (isForNodes() && !isOver()) {
            Waiting.pause(200);
          }
        }
        if (lane == Lane.NODES && isForNodes()) {
          recoverFirst();
        }
        if (isOver()) {
          return;
        }
        run(step);
        if (lane == Lane.NODES && isForNodes()) {
          pauseUntilOver(APART_MILLIS);
        }
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        failures.add(e);
      }
    }
  }

  /** A death is to be alone: no other node may be starting still. */
  private void recoverFirst() {
    int last;
    synchronized (this) {
      last = lastOfNodes();
    }
    if (last >= 0 && world.cluster().awaitReady(RECOVERY)) {
      synchronized (this) {
        incidents.set(last, incidents.get(last).recovered(System.currentTimeMillis()));
      }
      pauseUntilOver(APART_MILLIS);
    }
  }

  /** The place of the last fault of nodes, if its end is not known; else -1. */
  private int lastOfNodes() {
    for (int i = incidents.size() - 1; i >= 0; i--) {
      if (incidents.get(i).lane().equals(Lane.NODES.name())) {
        return incidents.get(i).recoveredAt() == 0 ? i : -1;
      }
    }
    return -1;
  }

  /** Whether deaths of nodes are alone now: how long intake takes to go on is seen then. */
  private boolean isForNodes() {
    return options.minutes() > MINUTES_OF_ALL
        && elapsed() / MINUTE % MINUTES_OF_ALL == MINUTES_OF_ALL - 1;
  }

  private void pauseUntilOver(long millis) {
    long left = (long) (options.minutes() * MINUTE) - elapsed();
    Waiting.pause(Math.min(millis, left));
  }

  private void run(Step step) {
    var kind = step.kind();
    var fault = Fault.of(kind, world, notices, step.salt());
    long started = System.currentTimeMillis();
    String met = "";
    try {
      log.note("fault", step);
      met = fault.start();
      Waiting.pause(step.lastsMillis());
    } finally {
      heal(kind, fault);
    }
    long healed = System.currentTimeMillis();
    long recovered = recovered(kind.lane());
    var incident = new Incident(kind.name(), met, kind.lane().name(), started, healed, recovered);
    log.note("healed", incident);
    synchronized (this) {
      incidents.add(incident);
    }
  }

  private void heal(FaultKind kind, Fault fault) {
    try {
      fault.heal();
    } catch (BenchException e) {
      if (kind != FaultKind.MIGRATION_KILL) {
        throw e;
      }
      synchronized (this) {
        seen.add(new Broken("migrations", e.getMessage() + ": " + e.getCause()));
      }
    }
  }

  private long recovered(Lane lane) {
    return switch (lane) {
      case NODES -> nodesRecovered();
      case DATABASE -> System.currentTimeMillis();
      case NETWORK, AWS -> 0;
    };
  }

  /**
   * Where it is measured how long they take, all nodes are waited for; else the next fault comes.
   */
  private long nodesRecovered() {
    if (options.isLong() && !isForNodes()) {
      world.cluster().awaitMost(RECOVERY);
      return 0;
    }
    return world.cluster().awaitReady(RECOVERY) ? System.currentTimeMillis() : 0;
  }

  /** All is as at the start. */
  private void heal() {
    world.network().heal();
    world.database().startAgain();
    IntStream.rangeClosed(1, options.nodes()).forEach(world.cluster()::start);
    if (!world.cluster().awaitReady(READY)) {
      seen.add(new Broken("AB", "After all faults the nodes are not ready within ten minutes"));
    }
  }
}
