package io.bindery.bench.chaos;

import io.bindery.bench.chaos.plan.FaultKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A run.
 *
 * @param work for all files
 * @param minutes how long the faults go on
 * @param seed of schedule and load
 * @param nodes that run but while a fault scales
 * @param most nodes that there can be
 * @param rate uploads a second
 * @param namespaces whether network namespaces are used where they can be had
 * @param kinds of faults that may come
 * @param classes a build of its own, before the one of this process
 * @param patienceSeconds how long nothing may happen before the wait for the end is given up
 */
record Options(
    Path work,
    double minutes,
    long seed,
    int nodes,
    int most,
    double rate,
    boolean namespaces,
    Set<FaultKind> kinds,
    List<Path> classes,
    int patienceSeconds) {
  static final int NODES = 3;
  static final int RATE = 20;

  /** An archive of classes costs one more start, and makes the others cheaper. */
  private static final double ARCHIVED_MINUTES = 3;

  static final int MOST = 5;
  static final Set<FaultKind> ALL = Set.of(FaultKind.values());
  private static final int FEW = 4;
  private static final int LONG_RUN_MINUTES = 10;
  private static final int PATIENCE_SECONDS = 120;

  Options {
    kinds = Set.copyOf(kinds);
    classes = List.copyOf(classes);
  }

  /** A run of Bindery as it is, of the usual size. */
  static Options of(
      Path work,
      double minutes,
      long seed,
      int nodes,
      double rate,
      boolean namespaces,
      Set<FaultKind> kinds) {
    return new Options(
        work,
        minutes,
        seed,
        nodes,
        minutes < LONG_RUN_MINUTES ? Math.max(nodes, FEW) : MOST,
        rate,
        namespaces,
        kinds,
        List.of(),
        PATIENCE_SECONDS);
  }

  boolean isLong() {
    return minutes >= LONG_RUN_MINUTES;
  }

  /** Whether nodes are started often enough, and of classes that an archive can hold. */
  boolean archivesClasses() {
    return minutes >= ARCHIVED_MINUTES && classes.isEmpty();
  }

  int diskMebibytes() {
    return isLong() ? 3_072 : 1_024;
  }
}
