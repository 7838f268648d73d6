package io.bindery.packager.tables;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.job.PackageEvent;
import io.bindery.packager.job.Packages;
import io.bindery.packager.lineage.LineageTarget;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.journal.CatchUp;
import io.bindery.platform.journal.InStepTables;
import io.bindery.platform.wake.DueRows;
import io.bindery.platform.wake.Sweeper;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Keeps the table of jobs, and does what it shows to be due. */
public final class PackageTables {
  /** Under which an earlier build kept how far the table of jobs had come. */
  private static final String PROJECTION = "package-job";

  private static final int WAKES_PER_SWEEP = 500;

  /** So that each has its turn, and one that is busy is not told so over and over. */
  private static final Duration WOKEN_PAUSE = Duration.ofSeconds(5);

  private static final DueRows.Names UNFINISHED =
      new DueRows.Names("package_job", "job_id", "due_at", "entity_id");

  private PackageTables() {}

  /**
   * Keeps {@code package_job} in step with the events of packages from now on. Before packages
   * start.
   *
   * @param noticed whether anybody is told of such an end of a job
   * @param expireAfter how long a suggestion stays open
   * @param lineage where run events of jobs go
   * @throws io.bindery.platform.database.DatabaseException if the table is not in step, and cannot
   *     be brought up
   */
  public static void keep(
      ActorSystem<?> system,
      Predicate<NoticeKind> noticed,
      Optional<Duration> expireAfter,
      Set<LineageTarget> lineage) {
    var tables = Tables.of(system);
    var table = new JobTable(noticed, expireAfter, lineage);
    InStepTables.get(system).keep(Packages.ENTITY_TYPE, PackageEvent.class, table);
    JobMeters.start(system);
    new CatchUp<>(
            system,
            PROJECTION,
            Packages.ENTITY_TYPE,
            PackageEvent.class,
            table,
            new UnseenJobs(tables))
        .run();
  }

  /**
   * Starts to wake packages with unfinished jobs, and to tell those in quarantine that another
   * package has been made instead.
   *
   * @param interval pause between two looks
   * @param longestRetry the longest pause between two attempts at a job
   */
  public static void sweep(
      ActorSystem<?> system, Packages packages, Duration interval, Duration longestRetry) {
    Supersessions.start(system, interval, packages::supersede);
    Sweeper.start(
        system,
        NodeRole.PACKAGER,
        "package-sweeper",
        interval,
        WAKES_PER_SWEEP,
        new DueRows(Tables.of(system), UNFINISHED, WOKEN_PAUSE, longestRetry),
        packages::wake);
  }
}
