package io.bindery.packager.tables;

import io.bindery.packager.job.PackageEvent;
import io.bindery.packager.job.PackageEvent.AssemblyStarted;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.DescriptionCoalesced;
import io.bindery.packager.job.PackageEvent.FolderEmpty;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.PackageOwned;
import io.bindery.packager.job.PackageEvent.PackageQuarantined;
import io.bindery.packager.job.PackageEvent.PackageRefused;
import io.bindery.packager.job.PackageEvent.PackageSuggested;
import io.bindery.packager.job.PackageEvent.QuarantineDismissed;
import io.bindery.packager.job.PackageEvent.QuarantineMended;
import io.bindery.packager.job.PackageEvent.QuarantineResolved;
import io.bindery.packager.job.PackageEvent.QuarantineSuperseded;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionAssembled;
import io.bindery.packager.job.PackageEvent.RevisionPushed;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import io.bindery.platform.feed.FeedSql;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.util.List;

/**
 * What the feed of changes tells of an event: the job as the list has it then, so it is run after
 * {@link JobStatements}.
 */
final class JobChanges implements PackageEvent.Cases<List<Statement>> {
  private static final String OF_JOB =
      told("$2::text", "$3::timestamptz", "package_job j") + " WHERE j.job_id = $1";

  private static final String OF_HELD =
      told("$2::text", "$3::timestamptz", "package_job j")
          + " WHERE j.entity_id = $1 AND j.state = 'quarantined' AND j.resolved_at = $3"
          + " ORDER BY j.accepted_at, j.job_id";

  private final Connection connection;
  private final String entityId;

  JobChanges(Connection connection, String entityId) {
    this.connection = connection;
    this.entityId = entityId;
  }

  /**
   * A statement that tells of jobs.
   *
   * @param event what happened, as SQL
   * @param at when, as SQL
   * @param from where the jobs are, by the name {@code j}
   */
  static String told(String event, String at, String from) {
    var fields =
        "'job_id', j.job_id, 'bucket', j.source_bucket, 'prefix', j.source_prefix,"
            + " 'registry', j.registry, 'package_name', j.package_name, 'source', j.source,"
            + " 'requests', j.requests, 'attempt', j.attempt, 'error', left(j.error, 1000),"
            + " 'reason', j.reason, 'quarantine', j.quarantine, 'files', j.files,"
            + " 'bytes', j.bytes, 'top_hash', j.top_hash, 'pointer', j.pointer,"
            + " 'accepted_at', %s, 'started_at', %s, 'updated_at', %s, 'finished_at', %s,"
                .formatted(
                    FeedSql.time("j.accepted_at"),
                    FeedSql.time("j.started_at"),
                    FeedSql.time("j.updated_at"),
                    FeedSql.time("j.finished_at"))
            + " 'resolved_at', %s, 'resolved_by', j.resolved_by, 'cancelled_by', j.cancelled_by,"
                .formatted(FeedSql.time("j.resolved_at"))
            + " 'progress', CASE WHEN j.state = 'assembling' AND j.listed IS NOT NULL THEN"
            + " json_build_object('listed', j.listed, 'listed_bytes', j.listed_bytes,"
            + " 'listing_done', j.listing_done, 'hashed', j.hashed, 'reused', j.reused,"
            + " 'done_bytes', j.done_bytes, 'hashed_bytes', j.hashed_bytes, 'rate', j.rate,"
            + " 'skipped', j.skipped) END";
    return FeedSql.INSERT
        + "SELECT 'job', j.source_bucket, j.source_prefix, %s FROM %s"
            .formatted(FeedSql.doc("'job'", event, "j.state", at, fields), from);
  }

  private List<Statement> job(String what, PackageEvent event) {
    return List.of(statement(OF_JOB, event.jobId(), what, event));
  }

  /** Of all jobs that brought the package into quarantine. */
  private List<Statement> held(String what, PackageEvent event) {
    return List.of(statement(OF_HELD, entityId, what, event));
  }

  private Statement statement(String sql, String id, String what, PackageEvent event) {
    return connection.createStatement(sql).bind("$1", id).bind("$2", what).bind("$3", event.at());
  }

  @Override
  public List<Statement> on(DescriptionAccepted event) {
    return job("received", event);
  }

  @Override
  public List<Statement> on(DescriptionCoalesced event) {
    return job("joined", event);
  }

  /** The change has the name of the state that the job ends in. */
  private List<Statement> ended(PackageEvent.Ending event) {
    return job(event.end().word(), event);
  }

  @Override
  public List<Statement> on(AssemblyStarted event) {
    return job("started", event);
  }

  @Override
  public List<Statement> on(AttemptFailed event) {
    return job("attempt-failed", event);
  }

  @Override
  public List<Statement> on(RevisionAssembled event) {
    return job("assembled", event);
  }

  @Override
  public List<Statement> on(RevisionPushed event) {
    return job("pushed", event);
  }

  @Override
  public List<Statement> on(RevisionAnnounced event) {
    return ended(event);
  }

  @Override
  public List<Statement> on(RevisionUnchanged event) {
    return ended(event);
  }

  @Override
  public List<Statement> on(JobFailed event) {
    return ended(event);
  }

  @Override
  public List<Statement> on(JobCancelled event) {
    return ended(event);
  }

  @Override
  public List<Statement> on(FolderEmpty event) {
    return ended(event);
  }

  @Override
  public List<Statement> on(PackageRefused event) {
    return job("rules-broken", event);
  }

  @Override
  public List<Statement> on(PackageQuarantined event) {
    return ended(event);
  }

  @Override
  public List<Statement> on(PackageOwned event) {
    return job("owned", event);
  }

  /** The suggestion tells of itself. */
  @Override
  public List<Statement> on(PackageSuggested event) {
    return ended(event);
  }

  @Override
  public List<Statement> on(QuarantineMended event) {
    return held("resolved", event);
  }

  @Override
  public List<Statement> on(QuarantineSuperseded event) {
    return held("resolved", event);
  }

  @Override
  public List<Statement> on(QuarantineDismissed event) {
    return held("dismissed", event);
  }

  /** That it is marked in its registry as well is no change of a job. */
  @Override
  public List<Statement> on(QuarantineResolved event) {
    return List.of();
  }
}
