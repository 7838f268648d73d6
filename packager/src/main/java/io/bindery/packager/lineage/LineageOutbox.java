package io.bindery.packager.lineage;

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
import java.util.Set;

/**
 * What is owed to lineage by an event of a job: the job as the table has it then, so it is run
 * after the statements of the table, in the same transaction.
 */
public final class LineageOutbox implements PackageEvent.Cases<List<Statement>> {
  // Most of what a job can hold has a bound of its own; a reason may quote values of any length.
  private static final String OWE =
      """
      INSERT INTO lineage_event (target, job_id, event_type, happened_at, facts)
      SELECT t.target, j.job_id, $2, $3, json_strip_nulls(json_build_object(
          'accepted_at', %s, 'registry', j.registry, 'package_name', j.package_name,
          'source', j.source, 'bucket', j.source_bucket, 'prefix', j.source_prefix,
          'state', j.state, 'attempt', j.attempt, 'error', left(j.error, 4000), 'reason', j.reason,
          'quarantine', j.quarantine, 'top_hash', j.top_hash, 'pointer', j.pointer, 'files', j.files,
          'bytes', j.bytes, 'batches', j.batches[1:100]))::text
      FROM package_job j, unnest($4::text[]) AS t(target) WHERE j.job_id = $1 AND %s
      """;

  private static final String ANY = OWE.formatted(FeedSql.time("j.accepted_at"), "TRUE");

  /** A job that is ended while it waits has had no attempt that could have been told. */
  private static final String NEVER_BEGUN =
      OWE.formatted(FeedSql.time("j.accepted_at"), "j.attempt = 0");

  private final Connection connection;
  private final String[] targets;

  /**
   * @param targets where events go, at least one
   */
  public LineageOutbox(Connection connection, Set<LineageTarget> targets) {
    this.connection = connection;
    this.targets = targets.stream().map(LineageTarget::word).toArray(String[]::new);
  }

  private Statement owe(String sql, RunState type, PackageEvent event) {
    return connection
        .createStatement(sql)
        .bind("$1", event.jobId())
        .bind("$2", type.name())
        .bind("$3", event.at())
        .bind("$4", targets);
  }

  private List<Statement> owe(RunState type, PackageEvent event) {
    return List.of(owe(ANY, type, event));
  }

  @Override
  public List<Statement> on(AssemblyStarted event) {
    return event.attempt() == 1 ? owe(RunState.START, event) : List.of();
  }

  @Override
  public List<Statement> on(RevisionAnnounced event) {
    return owe(RunState.COMPLETE, event);
  }

  @Override
  public List<Statement> on(RevisionUnchanged event) {
    return owe(RunState.COMPLETE, event);
  }

  @Override
  public List<Statement> on(FolderEmpty event) {
    return owe(RunState.COMPLETE, event);
  }

  /** A package was made, if not where it was meant to be. */
  @Override
  public List<Statement> on(PackageQuarantined event) {
    return owe(RunState.COMPLETE, event);
  }

  /** Nothing was made, and the job is over. */
  @Override
  public List<Statement> on(PackageSuggested event) {
    return owe(RunState.COMPLETE, event);
  }

  @Override
  public List<Statement> on(PackageOwned event) {
    return List.of();
  }

  @Override
  public List<Statement> on(JobFailed event) {
    return owe(RunState.FAIL, event);
  }

  @Override
  public List<Statement> on(JobCancelled event) {
    return List.of(owe(NEVER_BEGUN, RunState.START, event), owe(ANY, RunState.ABORT, event));
  }

  @Override
  public List<Statement> on(DescriptionAccepted event) {
    return List.of();
  }

  @Override
  public List<Statement> on(DescriptionCoalesced event) {
    return List.of();
  }

  @Override
  public List<Statement> on(AttemptFailed event) {
    return List.of();
  }

  @Override
  public List<Statement> on(RevisionAssembled event) {
    return List.of();
  }

  @Override
  public List<Statement> on(RevisionPushed event) {
    return List.of();
  }

  @Override
  public List<Statement> on(PackageRefused event) {
    return List.of();
  }

  @Override
  public List<Statement> on(QuarantineMended event) {
    return List.of();
  }

  @Override
  public List<Statement> on(QuarantineSuperseded event) {
    return List.of();
  }

  @Override
  public List<Statement> on(QuarantineDismissed event) {
    return List.of();
  }

  @Override
  public List<Statement> on(QuarantineResolved event) {
    return List.of();
  }
}
