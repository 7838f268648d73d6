package io.bindery.exchange.publication;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.platform.cluster.Sharded;
import io.bindery.platform.tracing.Spans;
import io.bindery.platform.tracing.TraceContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The way to all publications of the cluster. */
public final class Publications {
  /** Of publications in the journal. */
  public static final String ENTITY_TYPE = "Publication";

  static final EntityTypeKey<PublicationCommand> KEY =
      EntityTypeKey.create(PublicationCommand.class, ENTITY_TYPE);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ClusterSharding sharding;
  private final Spans spans;

  Publications(ClusterSharding sharding, Spans spans) {
    this.sharding = sharding;
    this.spans = spans;
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
  public CompletionStage<Boolean> submit(
      String publicationId,
      ManifestRef manifest,
      boolean again,
      Optional<String> by,
      Optional<TraceContext> trace) {
    var span = spans.open(trace);
    return sharding
        .entityRefFor(KEY, publicationId)
        .<PublicationCommand.Submitted>ask(
            replyTo -> new PublicationCommand.Submit(manifest, again, by, span, replyTo), PATIENCE)
        .thenApply(PublicationCommand.Submitted::known);
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
