package io.bindery.packager.job;

import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.platform.database.Tables;
import io.bindery.platform.projection.JournalProjection;
import io.bindery.platform.wake.Sweeper;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.name.PackageName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/** All packages of the cluster. */
public final class Packages {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Under which name the tables know how far they have come. */
  public static final String PROJECTION = "package-job";

  /** Into how many parts the projection is cut; each may run on another node. */
  public static final int PROJECTION_PARTS = 4;

  /** Of packages in the journal. */
  public static final String ENTITY_TYPE = Package.KEY.name();

  private static final int WAKES_PER_SWEEP = 500;

  private final ClusterSharding sharding;

  private Packages(ClusterSharding sharding) {
    this.sharding = sharding;
  }

  /**
   * Makes this node one that packages live on, projects their events into {@code package_job} and
   * wakes those with unfinished jobs.
   *
   * @param sweepInterval pause between two looks for unfinished jobs
   * @param noticed whether anybody is told of such an end of a job
   */
  public static Packages start(
      ActorSystem<?> system,
      PackageWork work,
      PackageLimits limits,
      Duration sweepInterval,
      Predicate<NoticeKind> noticed) {
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
    JournalProjection.<PackageEvent>start(
        system, PROJECTION, ENTITY_TYPE, PROJECTION_PARTS, () -> new JobTable(noticed));
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
        new UnfinishedJobs(Tables.of(system)),
        packages::wake);
    return packages;
  }

  /**
   * Hands a description to its package.
   *
   * @param messageId the same whenever the message is delivered again
   * @return the package's answer; fails with a timeout if it could not be reached
   */
  public CompletionStage<PackageCommand.Answer> accept(
      String messageId, PackageDescription description) {
    return sharding
        .entityRefFor(Package.KEY, entityId(description.registry(), description.name()))
        .ask(
            replyTo -> new PackageCommand.Accept(messageId, description.toJson(), replyTo),
            PATIENCE);
  }

  CompletionStage<PackageCommand.CancelAnswer> cancel(String entityId, String jobId) {
    return sharding
        .entityRefFor(Package.KEY, entityId)
        .ask(replyTo -> new PackageCommand.Cancel(jobId, replyTo), PATIENCE);
  }

  CompletionStage<PackageCommand.DismissAnswer> dismiss(
      String entityId, String jobId, String by, String reason) {
    return sharding
        .entityRefFor(Package.KEY, entityId)
        .ask(replyTo -> new PackageCommand.Dismiss(jobId, by, reason, replyTo), PATIENCE);
  }

  /** Orders to the jobs of these packages. */
  public JobOrders orders(JobLists lists) {
    return new JobOrders(this, lists);
  }

  private void wake(String entityId) {
    sharding.entityRefFor(Package.KEY, entityId).tell(new PackageCommand.Wake());
  }

  /** Names may be longer than the journal allows, so the id is a hash of them. */
  static String entityId(String registry, PackageName name) {
    return JobId.hash(registry, name.value());
  }
}
