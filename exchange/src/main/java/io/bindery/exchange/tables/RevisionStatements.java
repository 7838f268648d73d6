package io.bindery.exchange.tables;

import io.bindery.exchange.publication.JobEnd;
import io.bindery.exchange.publication.JobEvent.JobCreated;
import io.bindery.exchange.publication.JobEvent.JobEnded;
import io.bindery.exchange.publication.JobEvent.JobIntended;
import io.bindery.exchange.publication.PublicationEvent;
import io.bindery.exchange.publication.PublicationEvent.KeptRevision;
import io.bindery.exchange.publication.PublicationEvent.Recut;
import io.bindery.exchange.publication.RevisionEvent.RevisionCreated;
import io.bindery.exchange.publication.RevisionEvent.RevisionFilled;
import io.bindery.exchange.publication.RevisionEvent.RevisionFinalized;
import io.bindery.exchange.publication.RevisionEvent.RevisionIntended;
import io.bindery.exchange.publication.RevisionEvent.RevisionRemoved;
import io.bindery.exchange.publication.RevisionEvent.RevisionRevoked;
import io.r2dbc.spi.Statement;
import java.util.List;

/** What an event of a revision, or of one of its jobs, changes in the tables. */
final class RevisionStatements {
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

  private final Changes changes;

  RevisionStatements(Changes changes) {
    this.changes = changes;
  }

  List<Statement> on(RevisionIntended event) {
    return List.of(
        changes
            .at(INTEND_REVISION, event)
            .bind("$3", number(event.revision()))
            .bind("$4", event.assets())
            .bind("$5", event.bytes())
            .bind("$6", (long) event.jobs().size()),
        changes.set("revision = GREATEST(revision, 1), due_at = $2", event));
  }

  List<Statement> on(RevisionCreated event) {
    return List.of(
        revision("state = 'filling', revision_id = $4", event, event.revision())
            .bind("$4", event.id()),
        changes.due(event));
  }

  List<Statement> on(RevisionFilled event) {
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

  List<Statement> on(RevisionFinalized event) {
    return List.of(
        revision("state = 'final', error = NULL, finalized_at = $2", event, event.revision()),
        changes.set(
            "revisions_final = LEAST(revisions, revisions_final + 1),"
                + " revision = LEAST(revisions, revisions_final + 2), due_at = $2",
            event));
  }

  List<Statement> on(RevisionRevoked event) {
    return List.of(
        revision("state = 'revoked'", event, event.revision()),
        changes.set("revisions_final = GREATEST(0, revisions_final - 1), due_at = $2", event));
  }

  List<Statement> on(RevisionRemoved event) {
    return List.of(revision("state = 'removed'", event, event.revision()), changes.due(event));
  }

  List<Statement> on(JobIntended event) {
    return List.of(
        changes
            .at(INTEND_JOB, event)
            .bind("$3", number(event.revision()))
            .bind("$4", event.job() + 1)
            .bind("$5", event.attempt()),
        changes.due(event));
  }

  List<Statement> on(JobCreated event) {
    return List.of(
        job(JOB_CREATED, event.revision(), event.job()).bind("$4", event.jobId()),
        changes.due(event));
  }

  List<Statement> on(JobEnded event) {
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

  /** A revision that is there while the plan is cut again. */
  Statement kept(KeptRevision kept, Recut event) {
    return revision("assets = $4, bytes = $5, jobs = jobs_done + $6", event, kept.revision())
        .bind("$4", kept.assets())
        .bind("$5", kept.bytes())
        .bind("$6", (long) kept.jobs().size());
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
}
