package io.bindery.packager.job;

import akka.Done;
import akka.persistence.query.typed.EventEnvelope;
import akka.persistence.typed.PersistenceId;
import akka.projection.r2dbc.javadsl.R2dbcHandler;
import akka.projection.r2dbc.javadsl.R2dbcSession;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.DescriptionCoalesced;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.PackageQuarantined;
import io.bindery.packager.job.PackageEvent.PackageRefused;
import io.bindery.packager.job.PackageEvent.QuarantineDismissed;
import io.bindery.packager.job.PackageEvent.QuarantineMended;
import io.bindery.packager.job.PackageEvent.QuarantineResolved;
import io.bindery.packager.job.PackageEvent.QuarantineSuperseded;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.packager.quarantine.Problems;
import io.bindery.protocol.description.PackageDescription;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Writes the events of packages into {@code package_job}. */
final class JobTable extends R2dbcHandler<List<EventEnvelope<PackageEvent>>> {
  private static final String ACCEPT =
      "INSERT INTO package_job (job_id, entity_id, registry, package_name, source, description,"
          + " state, requests, attempt, accepted_at, updated_at, due_at)"
          + " VALUES ($1, $2, $3, $4, $5, $7, 'waiting', 1, 0, $6, $6, $6)"
          + " ON CONFLICT (job_id) DO NOTHING";
  private static final String COALESCE =
      "UPDATE package_job SET requests = requests + 1, updated_at = $2 WHERE job_id = $1";
  private static final String START =
      "UPDATE package_job SET state = 'assembling', attempt = $3, updated_at = $2, due_at = $2,"
          + " started_at = COALESCE(started_at, $2) WHERE job_id = $1";
  private static final String RETRY =
      "UPDATE package_job SET state = 'retrying', error = $3, updated_at = $2, due_at = $4"
          + " WHERE job_id = $1";
  private static final String ASSEMBLED =
      "UPDATE package_job SET state = 'pushing', top_hash = $3, files = $4, bytes = $5,"
          + " updated_at = $2, due_at = $2 WHERE job_id = $1";
  private static final String PUSHED =
      "UPDATE package_job SET state = 'announcing', manifest = $3, pointer = $4, updated_at = $2,"
          + " due_at = $2 WHERE job_id = $1";
  private static final String DONE =
      "UPDATE package_job SET state = 'done', error = NULL, updated_at = $2, finished_at = $2,"
          + " due_at = NULL, notice_due_at = $3 WHERE job_id = $1";
  private static final String UNCHANGED =
      "UPDATE package_job SET state = 'unchanged', error = NULL, top_hash = $3, files = $4,"
          + " bytes = $5, updated_at = $2, finished_at = $2, due_at = NULL WHERE job_id = $1";
  private static final String FAILED =
      "UPDATE package_job SET state = 'failed', error = $4, quarantine = NULL, updated_at = $2,"
          + " finished_at = $2, due_at = NULL, notice_due_at = $3 WHERE job_id = $1";
  private static final String REFUSED =
      "UPDATE package_job SET error = $3, errors = $4, quarantine = $5, updated_at = $2,"
          + " due_at = $2 WHERE job_id = $1";
  private static final String QUARANTINED =
      "UPDATE package_job SET state = 'quarantined', top_hash = $4, files = $5, bytes = $6,"
          + " updated_at = $2, finished_at = $2, due_at = NULL, notice_due_at = $3"
          + " WHERE job_id = $1";

  /** The package is woken again, should it not be in memory, until the mark is set. */
  private static final String MENDED = "UPDATE package_job SET due_at = $2 WHERE job_id = $1";

  private static final String RESOLVED_BY =
      "UPDATE package_job SET resolved_at = $2, resolved_by = $3 WHERE entity_id = $1"
          + " AND state = 'quarantined' AND resolved_at IS NULL";
  private static final String DISMISSED =
      "UPDATE package_job SET resolved_at = $2, dismissed_by = $3, dismissed_for = $4"
          + " WHERE entity_id = $1 AND state = 'quarantined' AND resolved_at IS NULL";
  private static final String MARKED =
      "UPDATE package_job SET due_at = NULL, updated_at = $2 WHERE job_id = $1";
  private static final String CANCELLED =
      "UPDATE package_job SET state = 'cancelled', updated_at = $2, finished_at = $2,"
          + " due_at = NULL WHERE job_id = $1";

  private final Predicate<NoticeKind> wanted;

  /**
   * @param wanted whether anybody is told of such an end
   */
  JobTable(Predicate<NoticeKind> wanted) {
    this.wanted = wanted;
  }

  @Override
  public CompletionStage<Done> process(
      R2dbcSession session, List<EventEnvelope<PackageEvent>> envelopes) {
    var statements =
        envelopes.stream()
            .flatMap(
                envelope ->
                    statements(
                        session,
                        PersistenceId.extractEntityId(envelope.persistenceId()),
                        envelope.event()))
            .toList();
    return session.update(statements).thenApply(rows -> Done.done());
  }

  private Stream<Statement> statements(R2dbcSession session, String entityId, PackageEvent event) {
    var first = statement(session, entityId, event);
    if (event instanceof QuarantineMended e) {
      return Stream.of(first, over(session, RESOLVED_BY, e, entityId).bind("$3", e.jobId()));
    }
    if (event instanceof QuarantineSuperseded e) {
      return Stream.of(first, over(session, RESOLVED_BY, e, entityId).bind("$3", e.by()));
    }
    return event instanceof QuarantineDismissed e
        ? Stream.of(
            first,
            over(session, DISMISSED, e, entityId)
                .bind("$3", storable(e.by()))
                .bind("$4", storable(e.reason())))
        : Stream.of(first);
  }

  /** Of all jobs that brought a package into quarantine, that this is over. */
  private static Statement over(
      R2dbcSession session, String sql, PackageEvent event, String entityId) {
    return session.createStatement(sql).bind("$1", entityId).bind("$2", event.at());
  }

  private Statement statement(R2dbcSession session, String entityId, PackageEvent event) {
    if (event instanceof DescriptionAccepted e) {
      var description = PackageDescription.parse(e.description());
      return session
          .createStatement(ACCEPT)
          .bind("$1", e.jobId())
          .bind("$2", entityId)
          .bind("$3", description.registry())
          .bind("$4", description.name().value())
          .bind("$5", description.source().toString())
          .bind("$6", e.at())
          .bind("$7", storable(e.description()));
    }
    if (event instanceof DescriptionCoalesced) {
      return change(session, COALESCE, event);
    }
    if (event instanceof AssemblyStarted e) {
      return change(session, START, e).bind("$3", e.attempt());
    }
    if (event instanceof AttemptFailed e) {
      return change(session, RETRY, e).bind("$3", storable(e.reason())).bind("$4", e.retryAt());
    }
    if (event instanceof RevisionAssembled e) {
      return change(session, ASSEMBLED, e)
          .bind("$3", e.topHash())
          .bind("$4", e.files())
          .bind("$5", e.bytes());
    }
    if (event instanceof RevisionPushed e) {
      return change(session, PUSHED, e).bind("$3", e.manifest()).bind("$4", e.pointer());
    }
    if (event instanceof RevisionAnnounced e) {
      return ending(session, DONE, e, NoticeKind.SUCCESS);
    }
    if (event instanceof RevisionUnchanged e) {
      return change(session, UNCHANGED, e)
          .bind("$3", e.topHash())
          .bind("$4", e.files())
          .bind("$5", e.bytes());
    }
    if (event instanceof PackageRefused e) {
      var statement =
          change(session, REFUSED, e)
              .bind("$3", storable(e.reason()))
              .bind("$4", storable(Problems.toText(e.problems())));
      return e.quarantine().isPresent()
          ? statement.bind("$5", e.quarantine().get())
          : statement.bindNull("$5", String.class);
    }
    if (event instanceof PackageQuarantined e) {
      return ending(session, QUARANTINED, e, NoticeKind.QUARANTINE)
          .bind("$4", e.topHash())
          .bind("$5", e.files())
          .bind("$6", e.bytes());
    }
    if (event instanceof QuarantineMended
        || event instanceof QuarantineSuperseded
        || event instanceof QuarantineDismissed) {
      return change(session, MENDED, event);
    }
    if (event instanceof QuarantineResolved) {
      return change(session, MARKED, event);
    }
    if (event instanceof JobCancelled) {
      return change(session, CANCELLED, event);
    }
    return ending(session, FAILED, event, NoticeKind.FAILURE)
        .bind("$4", storable(((JobFailed) event).reason()));
  }

  /** Of the end of a job, a notice is owed if somebody wants it. */
  private Statement ending(R2dbcSession session, String sql, PackageEvent event, NoticeKind kind) {
    var statement = change(session, sql, event);
    return wanted.test(kind)
        ? statement.bind("$3", event.at())
        : statement.bindNull("$3", Instant.class);
  }

  private static Statement change(R2dbcSession session, String sql, PackageEvent event) {
    return session.createStatement(sql).bind("$1", event.jobId()).bind("$2", event.at());
  }

  /** Postgres holds every character but one. */
  private static String storable(String text) {
    return text.replace('\0', '?');
  }
}
