package io.bindery.exchange.tables;

import io.bindery.exchange.prepare.ManifestRef;
import io.bindery.exchange.publication.JobEnd;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.PublicationEvent.CancelOrdered;
import io.bindery.exchange.publication.PublicationEvent.Cancelled;
import io.bindery.exchange.publication.PublicationEvent.ChangeSetEnded;
import io.bindery.exchange.publication.PublicationEvent.ChangeSetIntended;
import io.bindery.exchange.publication.PublicationEvent.ChangeSetStarted;
import io.bindery.exchange.publication.PublicationEvent.Failed;
import io.bindery.exchange.publication.PublicationEvent.FinalizingStarted;
import io.bindery.exchange.publication.PublicationEvent.GivenUp;
import io.bindery.exchange.publication.PublicationEvent.GoOnOrdered;
import io.bindery.exchange.publication.PublicationEvent.Held;
import io.bindery.exchange.publication.PublicationEvent.JobCreated;
import io.bindery.exchange.publication.PublicationEvent.JobEnded;
import io.bindery.exchange.publication.PublicationEvent.JobIntended;
import io.bindery.exchange.publication.PublicationEvent.PreparationStarted;
import io.bindery.exchange.publication.PublicationEvent.Prepared;
import io.bindery.exchange.publication.PublicationEvent.Published;
import io.bindery.exchange.publication.PublicationEvent.QuotaMet;
import io.bindery.exchange.publication.PublicationEvent.Received;
import io.bindery.exchange.publication.PublicationEvent.Recut;
import io.bindery.exchange.publication.PublicationEvent.Refused;
import io.bindery.exchange.publication.PublicationEvent.RevisionCreated;
import io.bindery.exchange.publication.PublicationEvent.RevisionFilled;
import io.bindery.exchange.publication.PublicationEvent.RevisionFinalized;
import io.bindery.exchange.publication.PublicationEvent.RevisionIntended;
import io.bindery.exchange.publication.PublicationEvent.RevisionRemoved;
import io.bindery.exchange.publication.PublicationEvent.RevisionRevoked;
import io.bindery.exchange.publication.PublicationEvent.RevokeOrdered;
import io.bindery.exchange.publication.PublicationEvent.Revoked;
import io.bindery.exchange.publication.PublicationEvent.SubscribersTold;
import io.bindery.exchange.publication.PublicationEvent.TurnTaken;
import io.bindery.exchange.publication.PublicationEvent.Unchanged;
import io.bindery.exchange.publication.PublicationState;
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

  private static final String INTEND_REVISION =
      """
      INSERT INTO publication_revision AS r (publication_id, number, state, assets, bytes, jobs,
        created_at, updated_at)
      SELECT p.publication_id, $3, 'intended', $4, $5, $6, $2, $2 FROM publication p
      WHERE p.publication_id = $1
      ON CONFLICT (publication_id, number) DO UPDATE SET state = 'intended', assets = $4,
        bytes = $5, jobs = $6, updated_at = $2
      """;
  private static final String OF_REVISION =
      "UPDATE publication_revision SET updated_at = $2, %s WHERE publication_id = $1 AND number = $3";

  private static final String INTEND_JOB =
      """
      INSERT INTO publication_job AS j (publication_id, revision, number, attempt, since)
      SELECT p.publication_id, $3, $4, $5, $2 FROM publication p WHERE p.publication_id = $1
      ON CONFLICT (publication_id, revision, number) DO UPDATE SET attempt = $5, job_id = NULL,
        since = $2
      """;
  private static final String OF_JOB =
      " WHERE publication_id = $1 AND revision = $2 AND number = $3";
  private static final String JOB_CREATED = "UPDATE publication_job SET job_id = $4" + OF_JOB;
  private static final String JOB_DONE = "DELETE FROM publication_job" + OF_JOB;
  private static final String JOB_FAILED =
      "UPDATE publication_job SET job_id = NULL, error = $4" + OF_JOB;
  private static final String NO_JOBS = "DELETE FROM publication_job WHERE publication_id = $1";

  private static final String ORDER =
      """
      INSERT INTO publication_order (publication_id, number, what, ordered_by, ordered_at, detail)
      SELECT p.publication_id, $3, $4, $5, $2, $6 FROM publication p WHERE p.publication_id = $1
      """;

  private static final String NOTE =
      "notices = CASE WHEN notices IS NULL OR notices = '' THEN $3 ELSE notices || E'\\n' || $3 END";

  /** What ends all that a publication waits for. */
  private static final String IDLE =
      "due_at = NULL, waiting_for = NULL, waiting_since = NULL, wake_at = NULL";

  private final Changes changes;
  private final long sequenceNumber;

  /**
   * @param sequenceNumber of the event
   */
  PublicationStatements(Connection connection, String publicationId, long sequenceNumber) {
    this.changes = new Changes(connection, publicationId);
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
    return List.of(
        changes
            .at(INTEND_REVISION, event)
            .bind("$3", number(event.revision()))
            .bind("$4", event.assets())
            .bind("$5", event.bytes())
            .bind("$6", (long) event.jobs().size()),
        changes.set("revision = GREATEST(revision, 1), due_at = $2", event));
  }

  @Override
  public List<Statement> on(RevisionCreated event) {
    return List.of(
        revision("state = 'filling', revision_id = $4", event, event.revision())
            .bind("$4", event.id()),
        changes.due(event));
  }

  @Override
  public List<Statement> on(JobIntended event) {
    return List.of(
        changes
            .at(INTEND_JOB, event)
            .bind("$3", number(event.revision()))
            .bind("$4", event.job() + 1)
            .bind("$5", event.attempt()),
        changes.due(event));
  }

  @Override
  public List<Statement> on(JobCreated event) {
    return List.of(
        job(JOB_CREATED, event.revision(), event.job()).bind("$4", event.jobId()),
        changes.due(event));
  }

  @Override
  public List<Statement> on(JobEnded event) {
    if (event.how() == JobEnd.COMPLETED) {
      return List.of(
          job(JOB_DONE, event.revision(), event.job()),
          revision(
                  "jobs_done = LEAST(jobs, jobs_done + 1),"
                      + " assets_done = LEAST(assets, assets_done + $4)",
                  event,
                  event.revision())
              .bind("$4", (long) event.assets()),
          changes
              .set(
                  "jobs_done = LEAST(jobs, jobs_done + 1),"
                      + " assets_done = LEAST(assets, assets_done + $3), due_at = $2",
                  event)
              .bind("$3", (long) event.assets()));
    }
    if (event.how() == JobEnd.WITHDRAWN) {
      return List.of(job(JOB_DONE, event.revision(), event.job()), changes.due(event));
    }
    var words = event.error().orElse("the job ended: " + event.how().word());
    return List.of(
        job(JOB_FAILED, event.revision(), event.job()).bind("$4", Changes.storable(words)),
        revision("error = $4", event, event.revision()).bind("$4", Changes.storable(words)),
        changes.due(event));
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
    for (var kept : event.kept()) {
      statements.add(
          revision("assets = $4, bytes = $5, jobs = jobs_done + $6", event, kept.revision())
              .bind("$4", kept.assets())
              .bind("$5", kept.bytes())
              .bind("$6", (long) kept.jobs().size()));
    }
    return statements;
  }

  @Override
  public List<Statement> on(RevisionFilled event) {
    return List.of(
        revision(
            "state = 'filled', error = NULL, assets_done = assets, jobs_done = jobs",
            event,
            event.revision()),
        changes.set(
            "revisions_filled = LEAST(revisions, revisions_filled + 1),"
                + " revision = LEAST(revisions, revisions_filled + 2), due_at = $2",
            event));
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
    return List.of(
        revision("state = 'final', error = NULL, finalized_at = $2", event, event.revision()),
        changes.set(
            "revisions_final = LEAST(revisions, revisions_final + 1),"
                + " revision = LEAST(revisions, revisions_final + 2), due_at = $2",
            event));
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
            "state = CASE WHEN revisions_filled < revisions THEN 'importing'"
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
    return List.of(
        revision("state = 'revoked'", event, event.revision()),
        changes.set("revisions_final = GREATEST(0, revisions_final - 1), due_at = $2", event));
  }

  @Override
  public List<Statement> on(RevisionRemoved event) {
    return List.of(revision("state = 'removed'", event, event.revision()), changes.due(event));
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

  /** The plan counts from 0, people from 1. */
  private static long number(long revision) {
    return revision + 1;
  }

  private Statement revision(String sets, PublicationEvent event, long revision) {
    return changes.at(OF_REVISION.formatted(sets), event).bind("$3", number(revision));
  }

  private Statement job(String sql, long revision, int job) {
    return changes.of(sql).bind("$2", number(revision)).bind("$3", job + 1);
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
