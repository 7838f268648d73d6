package io.bindery.exchange.publication;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ClusterShardingSettings;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.cluster.Sharded;
import io.bindery.platform.database.Tables;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.platform.wake.DueRows;
import io.bindery.platform.wake.Sweeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** The way to all publications of the cluster. */
public final class Publications {
  /** Of publications in the journal. */
  public static final String ENTITY_TYPE = "Publication";

  static final EntityTypeKey<PublicationCommand> KEY =
      EntityTypeKey.create(PublicationCommand.class, ENTITY_TYPE);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final int WAKES_PER_SWEEP = 500;

  /** So that one that is busy is not told so over and over. */
  private static final Duration WOKEN_PAUSE = Duration.ofSeconds(5);

  private static final DueRows.Names UNFINISHED =
      new DueRows.Names("publication", "publication_id", "due_at", "publication_id");

  private final ClusterSharding sharding;
  private final Spans spans;

  private Publications(ClusterSharding sharding, Spans spans) {
    this.sharding = sharding;
    this.spans = spans;
  }

  /**
   * Makes this node one that publications live on, which has their role. Their tables must be in
   * step before.
   *
   * @param parts what publications work with
   */
  public static Publications start(ActorSystem<?> system, PublicationParts parts) {
    var publications = of(system);
    var times = new JobTimes();
    Sharded.start(
        system,
        NodeRole.EXCHANGE,
        Entity.of(
                KEY,
                entity ->
                    Publication.create(
                        entity.getEntityId(),
                        entity.getShard(),
                        parts,
                        times,
                        publications::wake,
                        InstantSource.system()))
            .withStopMessage(PublicationCommand.Stop.INSTANCE)
            // It waits for jobs without a message: the publication itself knows if it is idle.
            .withSettings(ClusterShardingSettings.create(system).withNoPassivationStrategy()));
    publications.sweep(system, parts);
    return publications;
  }

  /** Lets publications be reached from a node that they do not live on. */
  public static Publications reach(ActorSystem<?> system) {
    Sharded.reach(system, NodeRole.EXCHANGE, KEY, PublicationCommand.Stop.INSTANCE);
    return of(system);
  }

  /** Wakes what is unfinished and not in memory, and whoever holds slots. */
  private void sweep(ActorSystem<?> system, PublicationParts parts) {
    var interval = parts.settings().sweep();
    var due =
        new DueRows(
            Tables.of(system), UNFINISHED, later(WOKEN_PAUSE, interval), Duration.ofMinutes(1));
    Sweeper.start(
        system,
        NodeRole.EXCHANGE,
        "publication-sweeper",
        interval,
        WAKES_PER_SWEEP,
        (now, limit) ->
            due.due(now, limit)
                .thenCombine(
                    parts.slots().holders(),
                    (some, holders) ->
                        Stream.concat(some.stream(), holders.stream()).distinct().toList()),
        this::wake);
  }

  private static Duration later(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** The way from a node to publications, wherever they live. */
  public static Publications of(ActorSystem<?> system) {
    return new Publications(ClusterSharding.get(system), Spans.get(system));
  }

  /**
   * Hands over a publication.
   *
   * @param publicationId the same whenever the same is asked for again
   * @param again whether to publish even if the same content is public already
   * @param by who asks; nothing if a notice of S3 does
   * @return whether the publication was known before; fails with a timeout if it cannot be reached
   */
  public CompletionStage<PublicationCommand.Submitted> submit(
      String publicationId,
      ManifestRef manifest,
      boolean again,
      Optional<String> by,
      Optional<TraceContext> trace) {
    var span = spans.open(trace);
    return sharding
        .entityRefFor(KEY, publicationId)
        .ask(
            replyTo -> new PublicationCommand.Submit(manifest, again, by, span, replyTo), PATIENCE);
  }

  /** Ends a publication of which nothing is public yet, and removes what was created. */
  public CompletionStage<PublicationCommand.OrderAnswer> cancel(String publicationId, String by) {
    return sharding
        .entityRefFor(KEY, publicationId)
        .ask(replyTo -> new PublicationCommand.Cancel(by, replyTo), PATIENCE);
  }

  /** Has a publication that stopped go on. */
  public CompletionStage<PublicationCommand.OrderAnswer> goOn(String publicationId, String by) {
    return sharding
        .entityRefFor(KEY, publicationId)
        .ask(replyTo -> new PublicationCommand.GoOn(by, replyTo), PATIENCE);
  }

  /**
   * Takes back what is public of a publication that stopped, or is published.
   *
   * @param comment that subscribers see, 10 to 512 characters
   */
  public CompletionStage<PublicationCommand.OrderAnswer> revoke(
      String publicationId, String by, String comment) {
    return sharding
        .entityRefFor(KEY, publicationId)
        .ask(replyTo -> new PublicationCommand.Revoke(by, comment, replyTo), PATIENCE);
  }

  /** Has a publication do what it has left to do. */
  public void wake(String publicationId) {
    sharding.entityRefFor(KEY, publicationId).tell(new PublicationCommand.Wake());
  }

  /** Done when publications can be reached. */
  public static CompletionStage<Done> begin(ActorSystem<?> system) {
    return Sharded.answers(system, KEY);
  }
}
