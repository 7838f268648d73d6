package io.bindery.exchange.tables;

import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetEnded;
import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetIntended;
import io.bindery.exchange.publication.ChangeSetEvent.ChangeSetStarted;
import io.bindery.exchange.publication.Ending.Cancelled;
import io.bindery.exchange.publication.Ending.Failed;
import io.bindery.exchange.publication.Ending.Published;
import io.bindery.exchange.publication.Ending.Refused;
import io.bindery.exchange.publication.Ending.Revoked;
import io.bindery.exchange.publication.Ending.Unchanged;
import io.bindery.exchange.publication.JobEvent.JobCreated;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.JobEvent.JobIntended;
import io.bindery.exchange.publication.OrderEvent.CancelOrdered;
import io.bindery.exchange.publication.OrderEvent.GoOnOrdered;
import io.bindery.exchange.publication.OrderEvent.RevokeOrdered;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.PublicationEvent.FinalizingStarted;
import io.bindery.exchange.publication.PublicationEvent.GivenUp;
import io.bindery.exchange.publication.PublicationEvent.Held;
import io.bindery.exchange.publication.PublicationEvent.PreparationStarted;
import io.bindery.exchange.publication.PublicationEvent.Prepared;
import io.bindery.exchange.publication.PublicationEvent.QuotaMet;
import io.bindery.exchange.publication.PublicationEvent.Received;
import io.bindery.exchange.publication.PublicationEvent.Recut;
import io.bindery.exchange.publication.PublicationEvent.SubscribersTold;
import io.bindery.exchange.publication.PublicationEvent.TurnTaken;
import io.bindery.exchange.publication.PublicationState;
import io.bindery.exchange.publication.RevisionEvent.RevisionCreated;
import io.bindery.exchange.publication.RevisionEvent.RevisionFilled;
import io.bindery.exchange.publication.RevisionEvent.RevisionFinalized;
import io.bindery.exchange.publication.RevisionEvent.RevisionIntended;
import io.bindery.exchange.publication.RevisionEvent.RevisionRemoved;
import io.bindery.exchange.publication.RevisionEvent.RevisionRevoked;
import io.bindery.quilt.uri.PackageUri;
import io.bindery.quilt.uri.PackageUriException;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an event of one publication changes in its tables. */
final class PublicationStatements implements PublicationEvent.Cases<List<Statement>> {
  // Once a publication is forgotten, the same request begins it anew.
  private static final String RECEIVE =
      """
      INSERT INTO publication (publication_id, state, manifest_bucket, manifest_key,
        manifest_version, manifest, asked_by, again, received_at, updated_at, due_at, trace_id,
        trace_parent)
      VALUES ($1, 'received', $3, $4, $5, $6, $7, $8, $2, $2, $2, $9, $10)
      """;
  private static final String FORGET = "DELETE FROM publication WHERE publication_id = $1";

  private static final String NO_JOBS = "DELETE FROM publication_job WHERE publication_id = $1";

  private static final String ORDER =
      """
      INSERT INTO publication_order (publication_id, number, what, ordered_by, ordered_at, detail)
      SELECT p.publication_id, $3, $4, $5, $2, $6 FROM publication p WHERE p.publication_id = $1
      """;

  private static final String REVOKE_ORDERED =
      "EXISTS (SELECT 1 FROM publication_order o WHERE o.publication_id = $1 AND what = 'revoke')";

  private static final String NOTE =
      "notices = CASE WHEN notices IS NULL OR notices = '' THEN $3 ELSE notices || E'\\n' || $3 END";

  /** What ends all that a publication waits for. */
  private static final String IDLE =
      "due_at = NULL, waiting_for = NULL, waiting_since = NULL, wake_at = NULL";

  private final Changes changes;
  private final RevisionStatements revisions;
  private final long sequenceNumber;

  /**
   * @param sequenceNumber of the event
   */
  PublicationStatements(Connection connection, String publicationId, long sequenceNumber) {
    this.changes = new Changes(connection, publicationId);
    this.revisions = new RevisionStatements(changes);
    this.sequenceNumber = sequenceNumber;
  }

  @Override
  public List<Statement> on(Received event) {
    var object = event.manifest().object();
    var span = event.span().map(it -> it.context());
    var insert = changes.at(RECEIVE, event);
    Changes.text(insert, "$3", object.map(ManifestRef.InBucket::bucket));
    Changes.text(insert, "$4", object.map(ManifestRef.InBucket::key));
    Changes.text(insert, "$5", object.flatMap(ManifestRef.InBucket::versionId));
    Changes.text(insert, "$6", object.map(it -> it.uri().toString()));
    Changes.text(insert, "$7", event.by());
    Changes.text(insert, "$9", span.map(it -> it.traceId()));
    Changes.text(insert, "$10", span.map(it -> it.w3c()));
    return List.of(changes.of(FORGET), insert.bind("$8", event.again()));
  }

  @Override
  public List<Statement> on(PreparationStarted event) {
    return List.of(changes.state(PublicationState.PREPARING, event));
  }

  @Override
  public List<Statement> on(Prepared event) {
    var update =
        changes
            .set(
                "state = 'queued', prepared_at = $2, data_set_id = $3, product_id = $4, mode = $5,"
                    + " comment = $6, digest = $7, assets = $8, bytes = $9, revisions = $10,"
                    + " jobs = $11, notices = $12, package = $13, package_registry = $14,"
                    + " package_hash = $15, due_at = $2",
                event)
            .bind("$3", Changes.storable(event.dataSetId()))
            .bind("$5", event.mode())
            .bind("$7", event.digest())
            .bind("$8", event.assets())
            .bind("$9", event.bytes())
            .bind("$10", event.revisions())
            .bind("$11", event.jobs())
            .bind("$12", Changes.storable(String.join("\n", event.notices())));
    Changes.text(update, "$4", event.productId());
    Changes.text(update, "$6", event.comment());
    var source = event.source().flatMap(PublicationStatements::revision);
    Changes.text(update, "$13", event.source());
    Changes.text(update, "$14", source.map(PackageUri::bucket));
    Changes.text(update, "$15", source.flatMap(PackageUri::hash));
    return List.of(update);
  }

  /** Nothing if an earlier version wrote what this one does not read. */
  private static Optional<PackageUri> revision(String source) {
    try {
      return Optional.of(PackageUri.parse(source));
    } catch (PackageUriException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<Statement> on(TurnTaken event) {
    return List.of(changes.state(PublicationState.IMPORTING, event));
  }

  @Override
  public List<Statement> on(RevisionIntended event) {
    return revisions.on(event);
  }

  @Override
  public List<Statement> on(RevisionCreated event) {
    return revisions.on(event);
  }

  @Override
  public List<Statement> on(JobIntended event) {
    return revisions.on(event);
  }

  @Override
  public List<Statement> on(JobCreated event) {
    return revisions.on(event);
  }

  @Override
  public List<Statement> on(JobEnded event) {
    return revisions.on(event);
  }

  @Override
  public List<Statement> on(QuotaMet event) {
    return List.of(changes.due(event));
  }

  @Override
  public List<Statement> on(Recut event) {
    var statements = new ArrayList<Statement>();
    statements.add(
        changes
            .set("revisions = $3, jobs = $4, due_at = $2", event)
            .bind("$3", event.revisions())
            .bind("$4", event.jobs()));
    event.kept().forEach(kept -> statements.add(revisions.kept(kept, event)));
    return statements;
  }

  @Override
  public List<Statement> on(RevisionFilled event) {
    return revisions.on(event);
  }

  @Override
  public List<Statement> on(FinalizingStarted event) {
    return List.of(
        changes.set(
            "state = 'finalizing', revision = 1, assets_done = assets, jobs_done = jobs,"
                + " due_at = $2",
            event));
  }

  @Override
  public List<Statement> on(RevisionFinalized event) {
    return revisions.on(event);
  }

  @Override
  public List<Statement> on(ChangeSetIntended event) {
    return List.of(changes.state(PublicationState.PUBLISHING, event));
  }

  @Override
  public List<Statement> on(ChangeSetStarted event) {
    return List.of(changes.due(event));
  }

  @Override
  public List<Statement> on(ChangeSetEnded event) {
    return List.of(changes.due(event));
  }

  @Override
  public List<Statement> on(SubscribersTold event) {
    return event
        .error()
        .map(
            error ->
                List.of(
                    changes
                        .set(NOTE + ", due_at = $2", event)
                        .bind(
                            "$3",
                            Changes.storable(
                                "Subscribers could not be told: " + error.replace('\n', ' ')))))
        .orElseGet(() -> List.of(changes.due(event)));
  }

  @Override
  public List<Statement> on(Held event) {
    return List.of(
        changes
            .set("state = 'held', error = $3, reason = $4, " + IDLE, event)
            .bind("$3", Changes.storable(event.reason()))
            .bind("$4", event.code().word()));
  }

  @Override
  public List<Statement> on(CancelOrdered event) {
    return List.of(
        order(event, "cancel", event.by(), Optional.empty()),
        changes.state(PublicationState.REMOVING, event));
  }

  @Override
  public List<Statement> on(GoOnOrdered event) {
    return List.of(
        order(event, "go-on", event.by(), Optional.empty()),
        changes.set(
            "state = CASE WHEN reason = 'removal-refused' THEN CASE WHEN "
                + REVOKE_ORDERED
                + " THEN 'revoking' ELSE 'removing' END"
                + " WHEN revisions_filled < revisions THEN 'importing'"
                + " WHEN revisions_final < revisions THEN 'finalizing' ELSE 'publishing' END,"
                + " error = NULL, reason = NULL, due_at = $2",
            event));
  }

  @Override
  public List<Statement> on(RevokeOrdered event) {
    return List.of(
        order(event, "revoke", event.by(), Optional.of(event.comment())),
        changes.set("state = 'revoking', finished_at = NULL, due_at = $2", event));
  }

  @Override
  public List<Statement> on(GivenUp event) {
    return List.of(
        changes
            .set("state = 'removing', error = $3, reason = $4, due_at = $2", event)
            .bind("$3", Changes.storable(event.reason()))
            .bind("$4", event.code().word()));
  }

  @Override
  public List<Statement> on(RevisionRevoked event) {
    return revisions.on(event);
  }

  @Override
  public List<Statement> on(RevisionRemoved event) {
    return revisions.on(event);
  }

  @Override
  public List<Statement> on(Published event) {
    return ended(PublicationState.PUBLISHED, ", error = NULL, reason = NULL", event);
  }

  @Override
  public List<Statement> on(Unchanged event) {
    return List.of(
        changes
            .set("state = 'unchanged', unchanged_since = $3, finished_at = $2, " + IDLE, event)
            .bind("$3", event.earlier()));
  }

  @Override
  public List<Statement> on(Refused event) {
    return List.of(
        changes
            .set(
                "state = 'refused', error = $3, reason = 'manifest', problems = $4,"
                    + " finished_at = $2, "
                    + IDLE,
                event)
            .bind("$3", Changes.storable(event.reason()))
            .bind("$4", event.problems()));
  }

  @Override
  public List<Statement> on(Failed event) {
    return List.of(
        changes.of(NO_JOBS),
        changes
            .set("state = 'failed', error = $3, reason = $4, finished_at = $2, " + IDLE, event)
            .bind("$3", Changes.storable(event.reason()))
            .bind("$4", event.code().word()));
  }

  @Override
  public List<Statement> on(Cancelled event) {
    return ended(PublicationState.CANCELLED, "", event);
  }

  @Override
  public List<Statement> on(Revoked event) {
    return ended(PublicationState.REVOKED, "", event);
  }

  private List<Statement> ended(PublicationState state, String more, PublicationEvent event) {
    return List.of(
        changes.of(NO_JOBS),
        changes.set(
            "state = '%s', finished_at = $2, %s%s".formatted(state.word(), IDLE, more), event));
  }

  private Statement order(
      PublicationEvent event, String what, Optional<String> by, Optional<String> detail) {
    var statement =
        changes
            .at(ORDER, event)
            .bind("$3", sequenceNumber)
            .bind("$4", what)
            .bind("$5", Changes.storable(by.orElse("api")));
    return Changes.text(statement, "$6", detail);
  }
}
