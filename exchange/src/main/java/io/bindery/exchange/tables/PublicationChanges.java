package io.bindery.exchange.tables;

import io.bindery.exchange.publication.ChangeSetEvent;
import io.bindery.exchange.publication.Ending;
import io.bindery.exchange.publication.JobEnd;
import io.bindery.exchange.publication.JobEvent;
import io.bindery.exchange.publication.OrderEvent;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.RevisionEvent;
import io.bindery.platform.feed.FeedSql;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.List;
import java.util.Optional;

/**
 * What the feed of changes tells of an event: the publication as the list has it then, so it is run
 * after {@link PublicationStatements}.
 */
final class PublicationChanges implements PublicationEvent.Cases<List<Statement>> {
  private static final String OF_EVENT =
      told("$2::text", "$3::timestamptz", "$4::text", "publication p")
          + " WHERE p.publication_id = $1";

  private final Connection connection;
  private final String publicationId;

  PublicationChanges(Connection connection, String publicationId) {
    this.connection = connection;
    this.publicationId = publicationId;
  }

  /**
   * A statement that tells of publications.
   *
   * @param event what happened, as SQL
   * @param at when, as SQL
   * @param by who ordered it, as SQL; null if nobody did
   * @param from where the publications are, by the name {@code p}
   */
  static String told(String event, String at, String by, String from) {
    var fields =
        "'publication_id', p.publication_id, 'manifest', p.manifest, 'asked_by', p.asked_by,"
            + " 'product_id', p.product_id, 'data_set_id', p.data_set_id, 'mode', p.mode,"
            + " 'progress', CASE WHEN p.assets IS NOT NULL THEN json_build_object("
            + "'assets', p.assets, 'assets_done', p.assets_done, 'bytes', p.bytes,"
            + " 'jobs', p.jobs, 'jobs_done', p.jobs_done, 'jobs_open', (SELECT count(*)"
            + " FROM publication_job j WHERE j.publication_id = p.publication_id),"
            + " 'revisions', p.revisions, 'revisions_filled', p.revisions_filled,"
            + " 'revisions_final', p.revisions_final, 'revision', p.revision) END,"
            + " 'waiting_for', p.waiting_for, 'waiting_since', %s, 'error', left(p.error, 1000),"
                .formatted(FeedSql.time("p.waiting_since"))
            + " 'reason', p.reason, 'unchanged_since', p.unchanged_since, 'ordered_by', %s,"
                .formatted(by)
            + " 'received_at', %s, 'updated_at', %s, 'finished_at', %s"
                .formatted(
                    FeedSql.time("p.received_at"),
                    FeedSql.time("p.updated_at"),
                    FeedSql.time("p.finished_at"));
    return FeedSql.INSERT
        + "SELECT 'publication', p.manifest_bucket, p.manifest_key, %s FROM %s"
            .formatted(FeedSql.doc("'publication'", event, "p.state", at, fields), from);
  }

  private List<Statement> told(String what, PublicationEvent event) {
    return told(what, event, Optional.empty());
  }

  private List<Statement> told(String what, PublicationEvent event, Optional<String> by) {
    return List.of(
        Changes.text(
            connection
                .createStatement(OF_EVENT)
                .bind("$1", publicationId)
                .bind("$2", what)
                .bind("$3", event.at()),
            "$4",
            by));
  }

  @Override
  public List<Statement> on(PublicationEvent.Received event) {
    return told("received", event);
  }

  @Override
  public List<Statement> on(PublicationEvent.PreparationStarted event) {
    return told("preparing", event);
  }

  @Override
  public List<Statement> on(PublicationEvent.Prepared event) {
    return told("prepared", event);
  }

  @Override
  public List<Statement> on(PublicationEvent.TurnTaken event) {
    return told("started", event);
  }

  /** That AWS has it is told. */
  @Override
  public List<Statement> on(RevisionEvent.RevisionIntended event) {
    return List.of();
  }

  @Override
  public List<Statement> on(RevisionEvent.RevisionCreated event) {
    return told("revision-created", event);
  }

  @Override
  public List<Statement> on(JobEvent.JobIntended event) {
    return List.of();
  }

  @Override
  public List<Statement> on(JobEvent.JobCreated event) {
    return List.of();
  }

  @Override
  public List<Statement> on(JobEvent.JobEnded event) {
    return told(event.how() == JobEnd.COMPLETED ? "job-done" : "job-failed", event);
  }

  @Override
  public List<Statement> on(PublicationEvent.QuotaMet event) {
    return List.of();
  }

  @Override
  public List<Statement> on(PublicationEvent.Recut event) {
    return told("planned-anew", event);
  }

  @Override
  public List<Statement> on(RevisionEvent.RevisionFilled event) {
    return told("revision-filled", event);
  }

  @Override
  public List<Statement> on(PublicationEvent.FinalizingStarted event) {
    return told("finalizing", event);
  }

  @Override
  public List<Statement> on(RevisionEvent.RevisionFinalized event) {
    return told("revision-final", event);
  }

  @Override
  public List<Statement> on(ChangeSetEvent.ChangeSetIntended event) {
    return told("publishing", event);
  }

  @Override
  public List<Statement> on(ChangeSetEvent.ChangeSetStarted event) {
    return List.of();
  }

  @Override
  public List<Statement> on(ChangeSetEvent.ChangeSetEnded event) {
    return List.of();
  }

  @Override
  public List<Statement> on(PublicationEvent.SubscribersTold event) {
    return List.of();
  }

  @Override
  public List<Statement> on(PublicationEvent.Held event) {
    return told("held", event);
  }

  @Override
  public List<Statement> on(OrderEvent.CancelOrdered event) {
    return told("cancel-ordered", event, event.by());
  }

  @Override
  public List<Statement> on(OrderEvent.GoOnOrdered event) {
    return told("go-on-ordered", event, event.by());
  }

  @Override
  public List<Statement> on(OrderEvent.RevokeOrdered event) {
    return told("revoke-ordered", event, event.by());
  }

  @Override
  public List<Statement> on(PublicationEvent.GivenUp event) {
    return told("given-up", event);
  }

  @Override
  public List<Statement> on(RevisionEvent.RevisionRevoked event) {
    return told("revision-revoked", event);
  }

  @Override
  public List<Statement> on(RevisionEvent.RevisionRemoved event) {
    return told("revision-removed", event);
  }

  @Override
  public List<Statement> on(Ending.Published event) {
    return told("published", event);
  }

  @Override
  public List<Statement> on(Ending.Unchanged event) {
    return told("unchanged", event);
  }

  @Override
  public List<Statement> on(Ending.Refused event) {
    return told("refused", event);
  }

  @Override
  public List<Statement> on(Ending.Failed event) {
    return told("failed", event);
  }

  @Override
  public List<Statement> on(Ending.Cancelled event) {
    return told("cancelled", event);
  }

  @Override
  public List<Statement> on(Ending.Revoked event) {
    return told("revoked", event);
  }
}
