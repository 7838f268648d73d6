package io.bindery.packager.tables;

import io.bindery.packager.job.PackageEvent;
import io.bindery.packager.job.PackageEvent.DescriptionAccepted;
import io.bindery.packager.job.PackageEvent.QuarantineDismissed;
import io.bindery.packager.job.PackageEvent.QuarantineResolved;
import io.bindery.packager.job.PackageEvent.QuarantineSuperseded;
import io.bindery.platform.database.Tables;
import io.bindery.platform.journal.CatchUp;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Where {@code package_job} of an earlier build stands with a package: what is missing begins with
 * a job that it does not have, or with the first event of one that has not ended, or with the end
 * of a quarantine that it takes for lasting.
 */
final class UnseenJobs implements CatchUp.Unseen<PackageEvent> {
  private static final String ROWS =
      """
      SELECT job_id, finished_at IS NOT NULL AS ended,
        state = 'quarantined' AND resolved_at IS NULL AS held, due_at IS NOT NULL AS due
      FROM package_job WHERE entity_id = $1
      """;

  private record Job(String id, boolean ended, boolean held, boolean due) {}

  private final Tables tables;

  UnseenJobs(Tables tables) {
    this.tables = tables;
  }

  @Override
  public CompletionStage<Predicate<PackageEvent>> of(String entityId) {
    return tables
        .select(
            ROWS,
            statement -> statement.bind("$1", entityId),
            row ->
                new Job(
                    row.get("job_id", String.class),
                    row.get("ended", Boolean.class),
                    row.get("held", Boolean.class),
                    row.get("due", Boolean.class)))
        .thenApply(
            jobs -> {
              var byId = jobs.stream().collect(Collectors.toMap(Job::id, Function.identity()));
              return event -> isFirst(event, byId);
            });
  }

  private static boolean isFirst(PackageEvent event, Map<String, Job> jobs) {
    var job = jobs.get(event.jobId());
    if (job == null) {
      return event instanceof DescriptionAccepted;
    }
    if (event instanceof QuarantineSuperseded || event instanceof QuarantineDismissed) {
      return job.held();
    }
    return event instanceof QuarantineResolved ? job.due() : !job.ended();
  }
}
