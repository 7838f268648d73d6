package io.bindery.packager.job;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.cluster.Sharded;
import io.bindery.platform.stage.Stages;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.quilt.name.PackageName;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The way to all packages of the cluster. */
public final class Packages {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Of packages in the journal. */
  public static final String ENTITY_TYPE = Package.KEY.name();

  private static final int TRIES = 4;

  private final ClusterSharding sharding;
  private final Spans spans;
  private final Executor executor;

  private Packages(ClusterSharding sharding, Spans spans, Executor executor) {
    this.sharding = sharding;
    this.spans = spans;
    this.executor = executor;
  }

  /**
   * Makes this node one that packages live on, which has their role. Their tables must be in step
   * before.
   */
  public static Packages start(ActorSystem<?> system, PackageWork work, PackageLimits limits) {
    Sharded.start(
        system,
        NodeRole.PACKAGER,
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
    return of(system);
  }

  /** Lets packages be reached from a node that they do not live on. */
  public static Packages reach(ActorSystem<?> system) {
    Sharded.reach(system, NodeRole.PACKAGER, Package.KEY, PackageCommand.Stop.INSTANCE);
    return of(system);
  }

  private static Packages of(ActorSystem<?> system) {
    return new Packages(ClusterSharding.get(system), Spans.get(system), system.executionContext());
  }

  /**
   * Hands a description to its package.
   *
   * @param messageId the same whenever the message is delivered again
   * @param intent what the job may do
   * @param trace where it belongs in a trace
   * @return the package's answer; fails with a timeout if it could not be reached
   */
  public CompletionStage<PackageCommand.Answer> accept(
      String messageId,
      PackageDescription description,
      Intent intent,
      Optional<TraceContext> trace) {
    return accept(
        messageId,
        description,
        Optional.empty(),
        description.batchId().stream().toList(),
        Optional.empty(),
        intent,
        trace);
  }

  /**
   * Hands over the description of a suggestion: to be made, or to be looked at again.
   *
   * @param by who ordered that
   * @param batches that asked for it
   */
  public CompletionStage<PackageCommand.Answer> accept(
      String messageId,
      PackageDescription description,
      Intent intent,
      String by,
      List<String> batches) {
    return accept(
        messageId,
        description,
        Optional.of(by),
        batches,
        Optional.empty(),
        intent,
        Optional.empty());
  }

  /**
   * Hands over the description of a job that is done again.
   *
   * @param by who ordered that
   * @param jobId of that job
   * @param batches that asked for it
   * @param intent of that job: to do it again gives it no more rights
   * @param trace where that job stands in its trace
   */
  public CompletionStage<PackageCommand.Answer> retry(
      String messageId,
      PackageDescription description,
      String by,
      String jobId,
      List<String> batches,
      Intent intent,
      Optional<TraceContext> trace) {
    return accept(
        messageId, description, Optional.of(by), batches, Optional.of(jobId), intent, trace);
  }

  private CompletionStage<PackageCommand.Answer> accept(
      String messageId,
      PackageDescription description,
      Optional<String> by,
      List<String> batches,
      Optional<String> retryOf,
      Intent intent,
      Optional<TraceContext> trace) {
    var span = spans.open(trace);
    var json = description.toJson();
    var ref =
        sharding.entityRefFor(Package.KEY, entityId(description.registry(), description.name()));
    // A package that is asked twice knows the message. What follows is not the work of the thread
    // that brings the answer, or of the one that has all timers.
    return Stages.untilAnswered(
            TRIES,
            () ->
                Stages.direct(
                    ref.<PackageCommand.Answer>ask(
                        replyTo ->
                            new PackageCommand.Accept(
                                messageId,
                                json,
                                by,
                                batches,
                                retryOf,
                                span,
                                Optional.of(intent).filter(it -> it != Intent.AUTOMATIC),
                                replyTo),
                        PATIENCE.dividedBy(TRIES)),
                    executor))
        .thenApplyAsync(answer -> answer, executor);
  }

  /**
   * Ends a job.
   *
   * @param by who ordered that
   */
  public CompletionStage<PackageCommand.CancelAnswer> cancel(
      String entityId, String jobId, String by) {
    return sharding
        .entityRefFor(Package.KEY, entityId)
        .ask(replyTo -> new PackageCommand.Cancel(jobId, Optional.of(by), replyTo), PATIENCE);
  }

  /**
   * Leaves a package in quarantine at that.
   *
   * @param by who ordered that
   * @param reason which the package's metadata will tell
   */
  public CompletionStage<PackageCommand.DismissAnswer> dismiss(
      String entityId, String jobId, String by, String reason) {
    return sharding
        .entityRefFor(Package.KEY, entityId)
        .ask(replyTo -> new PackageCommand.Dismiss(jobId, by, reason, replyTo), PATIENCE);
  }

  /** Done when packages can be reached. */
  public static CompletionStage<Done> begin(ActorSystem<?> system) {
    return Sharded.answers(system, Package.KEY);
  }

  /** Has the package of an entity do what it has left to do. */
  public void wake(String entityId) {
    tell(entityId, new PackageCommand.Wake());
  }

  /** Tells the package of an entity that its folder is a good package of another name. */
  public void supersede(String entityId, PackageCommand.Supersede supersede) {
    tell(entityId, supersede);
  }

  private void tell(String entityId, PackageCommand command) {
    sharding.entityRefFor(Package.KEY, entityId).tell(command);
  }

  /** Names may be longer than the journal allows, so the id is a hash of them. */
  static String entityId(String registry, PackageName name) {
    return JobId.hash(registry, name.value());
  }
}
