package io.bindery.packager.tables;

import io.bindery.packager.job.Intent;
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
import io.bindery.packager.policy.NoticeKind;
import io.bindery.packager.quarantine.Problem;
import io.bindery.packager.quarantine.Problems;
import io.bindery.packager.suggest.SuggestionStatements;
import io.bindery.platform.database.Rows;
import io.bindery.platform.tracing.OpenSpan;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.description.PackageDescription;
import io.bindery.protocol.description.SourceFolder;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What an event of one package changes in {@code package_job}. */
final class JobStatements implements PackageEvent.Cases<List<Statement>> {
  // A message may come again after so many others that it is a new job, of the same id.
  private static final String ACCEPT =
      """
      INSERT INTO package_job (job_id, entity_id, registry, package_name, source, description,
        state, requests, attempt, accepted_at, updated_at, due_at, asked_by, batches,
        source_bucket, source_prefix, trace_id, trace_parent, intent)
      VALUES ($1, $3, $4, $5, $6, $7, 'waiting', 1, 0, $2, $2, $2, $8, $9, $10, $11, $12, $13, $14)
      ON CONFLICT (job_id) DO UPDATE SET state = 'waiting', requests = 1, attempt = 0,
        accepted_at = $2, updated_at = $2, due_at = $2, started_at = NULL, finished_at = NULL,
        error = NULL, errors = NULL, quarantine = NULL, resolved_at = NULL, resolved_by = NULL,
        dismissed_by = NULL, dismissed_for = NULL, asked_by = $8, cancelled_by = NULL,
        name_broken = FALSE, batches = $9, warnings = NULL, reason = NULL, retried_by = NULL,
        trace_id = $12, trace_parent = $13, intent = $14
      """;

  // A folder that is written to for days may join thousands of batches: the last ones are kept.
  private static final String COALESCE =
      """
      UPDATE package_job SET requests = requests + 1, updated_at = $2,
        batches = (batches || $3::text[])[greatest(1, cardinality(batches || $3::text[]) - 999):],
        trace_id = COALESCE(trace_id, $4), trace_parent = COALESCE(trace_parent, $5),
        intent = CASE WHEN 'order' IN (intent, $6) THEN 'order'
          WHEN 'automatic' IN (intent, $6) THEN 'automatic' ELSE intent END
      WHERE job_id = $1
      """;

  private static final String RETRIED = "UPDATE package_job SET retried_by = $2 WHERE job_id = $1";

  private static final String START =
      "UPDATE package_job SET state = 'assembling', attempt = $3, updated_at = $2, due_at = $2,"
          + " started_at = COALESCE(started_at, $2) WHERE job_id = $1";
  private static final String RETRY =
      "UPDATE package_job SET state = 'retrying', error = $3, reason = $5, updated_at = $2,"
          + " due_at = $4 WHERE job_id = $1";
  private static final String ASSEMBLED =
      "UPDATE package_job SET state = 'pushing', top_hash = $3, files = $4, bytes = $5,"
          + " updated_at = $2, due_at = $2 WHERE job_id = $1";
  private static final String PUSHED =
      "UPDATE package_job SET state = 'announcing', manifest = $3, pointer = $4, updated_at = $2,"
          + " due_at = $2 WHERE job_id = $1";
  private static final String DONE =
      "UPDATE package_job SET state = 'done', error = NULL, reason = NULL, updated_at = $2,"
          + " finished_at = $2, due_at = NULL, notice_due_at = $3 WHERE job_id = $1";
  private static final String UNCHANGED =
      "UPDATE package_job SET state = 'unchanged', error = NULL, reason = NULL, top_hash = $3,"
          + " files = $4, bytes = $5, updated_at = $2, finished_at = $2, due_at = NULL WHERE job_id"
          + " = $1";
  private static final String FAILED =
      "UPDATE package_job SET state = 'failed', error = $4, reason = $5, quarantine = NULL,"
          + " updated_at = $2, finished_at = $2, due_at = NULL, notice_due_at = $3 WHERE job_id ="
          + " $1";
  // Whoever uploaded markers of folders only did nothing wrong: nobody is told.
  private static final String EMPTY =
      "UPDATE package_job SET state = 'empty', error = $3, errors = NULL, reason = NULL,"
          + " quarantine = NULL, updated_at = $2, finished_at = $2, due_at = NULL"
          + " WHERE job_id = $1";
  private static final String OWNED =
      "UPDATE package_job SET updated_at = $2, due_at = $2, top_hash = NULL, files = NULL,"
          + " bytes = NULL WHERE job_id = $1";
  private static final String SUGGESTED =
      "UPDATE package_job SET state = 'suggested', error = NULL, reason = NULL, files = $3,"
          + " bytes = $4, updated_at = $2, finished_at = $2, due_at = NULL WHERE job_id = $1";
  private static final String REFUSED =
      "UPDATE package_job SET error = $3, errors = $4, reason = 'rules', quarantine = $5,"
          + " name_broken = $6, updated_at = $2, due_at = $2 WHERE job_id = $1";
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
          + " due_at = NULL, cancelled_by = $3 WHERE job_id = $1";

  private final Connection connection;
  private final String entityId;
  private final Predicate<NoticeKind> wanted;
  private final Optional<Duration> expireAfter;

  /**
   * @param wanted whether anybody is told of such an end
   * @param expireAfter how long a suggestion stays open
   */
  JobStatements(
      Connection connection,
      String entityId,
      Predicate<NoticeKind> wanted,
      Optional<Duration> expireAfter) {
    this.connection = connection;
    this.entityId = entityId;
    this.wanted = wanted;
    this.expireAfter = expireAfter;
  }

  @Override
  public List<Statement> on(DescriptionAccepted event) {
    var description = PackageDescription.parse(event.description());
    var statement =
        change(ACCEPT, event)
            .bind("$3", entityId)
            .bind("$4", storable(description.registry()))
            .bind("$5", storable(description.name().value()))
            .bind("$6", storable(description.source().toString()))
            .bind("$7", storable(event.description()));
    var folder =
        description.source() instanceof SourceFolder it
            ? Optional.of(it)
            : Optional.<SourceFolder>empty();
    bind(statement, "$10", folder.map(SourceFolder::bucket));
    bind(statement, "$11", folder.map(SourceFolder::prefix));
    statement.bind("$14", intent(event.intent()));
    return withRetried(
        traced(
            bind(statement, "$8", event.by()).bind("$9", batches(event.batches())),
            "$12",
            "$13",
            event.span()),
        event,
        event.retryOf());
  }

  @Override
  public List<Statement> on(DescriptionCoalesced event) {
    return withRetried(
        traced(
            change(COALESCE, event)
                .bind("$3", batches(event.batches()))
                .bind("$6", intent(event.intent())),
            "$4",
            "$5",
            event.span()),
        event,
        event.retryOf());
  }

  /** Of a job that is done again, by which. */
  private List<Statement> withRetried(
      Statement statement, PackageEvent event, Optional<String> retryOf) {
    return retryOf
        .map(
            earlier ->
                List.of(
                    statement,
                    connection
                        .createStatement(RETRIED)
                        .bind("$1", earlier)
                        .bind("$2", event.jobId())))
        .orElse(List.of(statement));
  }

  @Override
  public List<Statement> on(AssemblyStarted event) {
    return List.of(change(START, event).bind("$3", event.attempt()));
  }

  @Override
  public List<Statement> on(AttemptFailed event) {
    return List.of(
        bind(
            change(RETRY, event).bind("$3", storable(event.reason())).bind("$4", event.retryAt()),
            "$5",
            event.code()));
  }

  @Override
  public List<Statement> on(RevisionAssembled event) {
    return List.of(
        change(ASSEMBLED, event)
            .bind("$3", event.topHash())
            .bind("$4", event.files())
            .bind("$5", event.bytes()));
  }

  @Override
  public List<Statement> on(RevisionPushed event) {
    return List.of(
        change(PUSHED, event)
            .bind("$3", storable(event.manifest()))
            .bind("$4", storable(event.pointer())));
  }

  @Override
  public List<Statement> on(RevisionAnnounced event) {
    return List.of(ending(DONE, event, NoticeKind.SUCCESS));
  }

  @Override
  public List<Statement> on(RevisionUnchanged event) {
    return List.of(
        change(UNCHANGED, event)
            .bind("$3", event.topHash())
            .bind("$4", event.files())
            .bind("$5", event.bytes()));
  }

  @Override
  public List<Statement> on(JobFailed event) {
    var statement = ending(FAILED, event, NoticeKind.FAILURE).bind("$4", storable(event.reason()));
    return List.of(bind(statement, "$5", event.code()));
  }

  @Override
  public List<Statement> on(FolderEmpty event) {
    return List.of(change(EMPTY, event).bind("$3", storable(event.reason())));
  }

  @Override
  public List<Statement> on(JobCancelled event) {
    return List.of(bind(change(CANCELLED, event), "$3", event.by()));
  }

  @Override
  public List<Statement> on(PackageRefused event) {
    var statement =
        change(REFUSED, event)
            .bind("$3", storable(event.reason()))
            .bind("$4", storable(Problems.toText(event.problems())))
            .bind("$6", event.problems().stream().anyMatch(Problem::ofName));
    return List.of(bind(statement, "$5", event.quarantine()));
  }

  @Override
  public List<Statement> on(PackageQuarantined event) {
    return List.of(
        ending(QUARANTINED, event, NoticeKind.QUARANTINE)
            .bind("$4", event.topHash())
            .bind("$5", event.files())
            .bind("$6", event.bytes()));
  }

  @Override
  public List<Statement> on(PackageOwned event) {
    return List.of(change(OWNED, event));
  }

  @Override
  public List<Statement> on(PackageSuggested event) {
    return Stream.concat(
            Stream.of(
                change(SUGGESTED, event)
                    .bind("$3", event.draft().files())
                    .bind("$4", event.draft().bytes())),
            SuggestionStatements.of(
                connection, event, expireAfter, wanted.test(NoticeKind.SUGGESTION))
                .stream())
        .toList();
  }

  @Override
  public List<Statement> on(QuarantineMended event) {
    return List.of(change(MENDED, event), over(RESOLVED_BY, event).bind("$3", event.jobId()));
  }

  @Override
  public List<Statement> on(QuarantineSuperseded event) {
    return List.of(change(MENDED, event), over(RESOLVED_BY, event).bind("$3", event.by()));
  }

  @Override
  public List<Statement> on(QuarantineDismissed event) {
    return List.of(
        change(MENDED, event),
        over(DISMISSED, event)
            .bind("$3", storable(event.by()))
            .bind("$4", storable(event.reason())));
  }

  @Override
  public List<Statement> on(QuarantineResolved event) {
    return List.of(change(MARKED, event));
  }

  /** Of all jobs that brought the package into quarantine, that this is over. */
  private Statement over(String sql, PackageEvent event) {
    return connection.createStatement(sql).bind("$1", entityId).bind("$2", event.at());
  }

  private static String intent(Optional<Intent> intent) {
    return intent.orElse(Intent.AUTOMATIC).word();
  }

  /** Of the end of a job, a notice is owed if somebody wants it. */
  private Statement ending(String sql, PackageEvent event, NoticeKind kind) {
    var statement = change(sql, event);
    return wanted.test(kind)
        ? statement.bind("$3", event.at())
        : statement.bindNull("$3", Instant.class);
  }

  private Statement change(String sql, PackageEvent event) {
    return connection.createStatement(sql).bind("$1", event.jobId()).bind("$2", event.at());
  }

  private static Statement traced(
      Statement statement, String traceId, String traceParent, Optional<OpenSpan> span) {
    var context = span.map(OpenSpan::context);
    return bind(
        bind(statement, traceId, context.map(TraceContext::traceId)),
        traceParent,
        context.map(TraceContext::w3c));
  }

  private static Statement bind(Statement statement, String parameter, Optional<String> text) {
    return text.map(it -> statement.bind(parameter, storable(it)))
        .orElseGet(() -> statement.bindNull(parameter, String.class));
  }

  private static String[] batches(List<String> batches) {
    return batches.stream().map(JobStatements::storable).toArray(String[]::new);
  }

  /** Postgres holds every character but one. */
  private static String storable(String text) {
    return Rows.storable(text);
  }
}
