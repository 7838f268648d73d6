package io.bindery.packager.job;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.platform.cluster.Sharded;
import io.bindery.platform.database.Tables;
import io.bindery.platform.journal.CatchUp;
import io.bindery.platform.journal.InStepTables;
import io.bindery.platform.wake.DueRows;
import io.bindery.platform.wake.Sweeper;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.name.PackageName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** All packages of the cluster. */
public final class Packages {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Under which an earlier build kept how far the table of jobs had come. */
  private static final String PROJECTION = "package-job";

  /** Of packages in the journal. */
  public static final String ENTITY_TYPE = Package.KEY.name();

  private static final int WAKES_PER_SWEEP = 500;

  /** So that each has its turn, and one that is busy is not told so over and over. */
  private static final Duration WOKEN_PAUSE = Duration.ofSeconds(5);

  private static final DueRows.Names UNFINISHED =
      new DueRows.Names("package_job", "job_id", "due_at", "entity_id");

  private final ClusterSharding sharding;

  private Packages(ClusterSharding sharding) {
    this.sharding = sharding;
  }

  /**
   * Makes this node one that packages live on, keeps {@code package_job} in step with their events
   * and wakes those with unfinished jobs.
   *
   * @param sweepInterval pause between two looks for unfinished jobs
   * @param noticed whether anybody is told of such an end of a job
   * @throws io.bindery.platform.database.DatabaseException if the table is not in step, and cannot
   *     be brought up
   */
  public static Packages start(
      ActorSystem<?> system,
      PackageWork work,
      PackageLimits limits,
      Duration sweepInterval,
      Predicate<NoticeKind> noticed) {
    var tables = Tables.of(system);
    keepInStep(system, tables, new JobTable(noticed));
    var sharding = ClusterSharding.get(system);
    sharding.init(
        Entity.of(
                Package.KEY,
                entity ->
                    Package.create(
                        entity.getEntityId(),
                        entity.getShard(),
                        work,
                        limits,
                        InstantSource.system()))
            .withStopMessage(PackageCommand.Stop.INSTANCE)
            // An assembly receives no messages for hours: the package itself knows if it is idle.
            .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy()));
    var packages = new Packages(sharding);
    Supersessions.start(
        system,
        sweepInterval,
        (entityId, supersede) ->
            packages.sharding.entityRefFor(Package.KEY, entityId).tell(supersede));
    Sweeper.start(
        system,
        "package-sweeper",
        sweepInterval,
        WAKES_PER_SWEEP,
        new DueRows(tables, UNFINISHED, WOKEN_PAUSE, limits.retry().longest()),
        packages::wake);
    return packages;
  }

  private static void keepInStep(ActorSystem<?> system, Tables tables, JobTable table) {
    InStepTables.get(system).keep(ENTITY_TYPE, PackageEvent.class, table);
    JobMeters.start(system);
    new CatchUp<>(
            system, PROJECTION, ENTITY_TYPE, PackageEvent.class, table, new UnseenJobs(tables))
        .run();
  }

  /**
   * Hands a description to its package.
   *
   * @param messageId the same whenever the message is delivered again
   * @return the package's answer; fails with a timeout if it could not be reached
   */
  public CompletionStage<PackageCommand.Answer> accept(
      String messageId, PackageDescription description) {
    return accept(
        messageId,
        description,
        Optional.empty(),
        description.batchId().stream().toList(),
        Optional.empty());
  }

  /**
   * Hands over the description of a job that is done again.
   *
   * @param by who ordered that
   * @param jobId of that job
   * @param batches that asked for it
   */
  CompletionStage<PackageCommand.Answer> retry(
      String messageId,
      PackageDescription description,
      String by,
      String jobId,
      List<String> batches) {
    return accept(messageId, description, Optional.of(by), batches, Optional.of(jobId));
  }

  private CompletionStage<PackageCommand.Answer> accept(
      String messageId,
      PackageDescription description,
      Optional<String> by,
      List<String> batches,
      Optional<String> retryOf) {
    return sharding
        .entityRefFor(Package.KEY, entityId(description.registry(), description.name()))
        .ask(
            replyTo ->
                new PackageCommand.Accept(
                    messageId, description.toJson(), by, batches, retryOf, replyTo),
            PATIENCE);
  }

  CompletionStage<PackageCommand.CancelAnswer> cancel(String entityId, String jobId, String by) {
    return sharding
        .entityRefFor(Package.KEY, entityId)
        .ask(replyTo -> new PackageCommand.Cancel(jobId, Optional.of(by), replyTo), PATIENCE);
  }

  CompletionStage<PackageCommand.DismissAnswer> dismiss(
      String entityId, String jobId, String by, String reason) {
    return sharding
        .entityRefFor(Package.KEY, entityId)
        .ask(replyTo -> new PackageCommand.Dismiss(jobId, by, reason, replyTo), PATIENCE);
  }

  /** Done when packages can be reached. */
  public static CompletionStage<Done> begin(ActorSystem<?> system) {
    return Sharded.answers(system, Package.KEY);
  }

  /** Orders to the jobs of these packages. */
  public JobOrders orders(JobLists lists) {
    return new JobOrders(this, lists);
  }

  /** Does ended jobs of these packages again, many at a time. */
  public JobRetries retries(ActorSystem<?> system) {
    return new JobRetries(system, this);
  }

  private void wake(String entityId) {
    sharding.entityRefFor(Package.KEY, entityId).tell(new PackageCommand.Wake());
  }

  /** Names may be longer than the journal allows, so the id is a hash of them. */
  static String entityId(String registry, PackageName name) {
    return JobId.hash(registry, name.value());
  }
}
