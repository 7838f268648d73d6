package io.bindery.packager.operator;

import akka.actor.typed.ActorSystem;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.job.Intent;
import io.bindery.packager.job.PackageCommand;
import io.bindery.packager.job.Packages;
import io.bindery.packager.state.JobState;
import io.bindery.platform.database.Cursor;
import io.bindery.platform.database.Page;
import io.bindery.platform.database.Rows;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.tracing.TraceContext;
import io.bindery.protocol.description.DescriptionException;
import io.bindery.protocol.description.PackageDescription;
import io.r2dbc.spi.Row;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does jobs again that ended without a revision, many at a time: what failed while something was
 * wrong is brought back once it is right. A job is done again once, however often this is asked
 * for; should that fail too, it is a failed job of its own. A job that a later one of its package
 * has made good is left alone: what it asked for is out of date.
 */
public final class JobRetries {
  private static final Logger log = LoggerFactory.getLogger(JobRetries.class);

  private static final int PACKAGES_AT_ONCE = 16;

  private static final String WANTED =
      """
       FROM package_job job
      WHERE state = $1 AND retried_by IS NULL AND finished_at >= $2 AND finished_at < $3
        AND ($4 = '' OR reason = $4) AND ($5 = '' OR registry = $5)
        AND ($6 = '' OR package_name = $6) AND resolved_at IS NULL
      """;

  // One that does an earlier job again asks for what that one asked for.
  private static final String MADE_GOOD =
      """
      EXISTS (SELECT 1 FROM package_job later WHERE later.entity_id = job.entity_id
        AND later.accepted_at > job.accepted_at
        AND later.state NOT IN ('failed', 'cancelled', 'empty', 'refused', 'suggested', 'off')
        AND NOT EXISTS (SELECT 1 FROM package_job earlier
          WHERE earlier.retried_by = later.job_id AND earlier.accepted_at <= job.accepted_at))
      """;

  private static final String COUNT =
      "SELECT why, count(*) FILTER (WHERE NOT good) AS jobs, count(*) FILTER (WHERE good) AS good"
          + " FROM (SELECT COALESCE(reason, '') AS why, "
          + MADE_GOOD
          + " AS good"
          + WANTED
          + ") found GROUP BY why";

  private static final String PAGE =
      "SELECT job_id, entity_id, description, accepted_at, batches, trace_parent, intent"
          + WANTED
          + " AND NOT "
          + MADE_GOOD
          + " AND (accepted_at, job_id) > ($7, $8) ORDER BY accepted_at, job_id LIMIT $9";

  private static final Cursor FIRST = new Cursor(Instant.EPOCH, "");

  private final ActorSystem<?> system;
  private final Tables tables;
  private final Packages packages;

  public JobRetries(ActorSystem<?> system, Packages packages) {
    this.system = system;
    this.tables = Tables.of(system);
    this.packages = packages;
  }

  /**
   * Which jobs are meant.
   *
   * @param state in which they ended; one of {@link #STATES}
   * @param since when they ended, at the earliest
   * @param until when they ended, before this
   */
  public record Wanted(
      JobState state,
      Instant since,
      Instant until,
      Optional<FailureReason> reason,
      Optional<String> registry,
      Optional<String> packageName) {

    private Statement bind(Statement statement) {
      return statement
          .bind("$1", state.word())
          .bind("$2", since)
          .bind("$3", until)
          .bind("$4", reason.map(FailureReason::word).orElse(""))
          .bind("$5", registry.orElse(""))
          .bind("$6", packageName.orElse(""));
    }
  }

  /** The states of jobs that can be done again so. */
  public static final List<JobState> STATES =
      List.of(JobState.FAILED, JobState.QUARANTINED, JobState.CANCELLED);

  /**
   * How many jobs there are to be done again.
   *
   * @param reasons how many of each kind of failure; an empty word for those of which it is unknown
   * @param madeGood how many are left alone, for a later job made their package
   */
  public record Count(long jobs, Map<String, Long> reasons, long madeGood) {}

  /** A job, and the one that does it again. */
  public record Retried(String jobId, String newJobId) {}

  /**
   * A job that is not done again now.
   *
   * @param detail why, as a sentence
   */
  public record NotRetried(String jobId, String detail) {}

  /** What became of a part of them. */
  public record Part(List<Retried> retried, List<NotRetried> notRetried, Optional<Cursor> next) {}

  private record Ended(
      String jobId,
      String entityId,
      Optional<String> description,
      Instant acceptedAt,
      List<String> batches,
      Optional<TraceContext> trace,
      Intent intent) {
    static Ended of(Row row) {
      return new Ended(
          row.get("job_id", String.class),
          row.get("entity_id", String.class),
          Rows.text(row, "description"),
          row.get("accepted_at", Instant.class),
          List.of(row.get("batches", String[].class)),
          Rows.text(row, "trace_parent").flatMap(TraceContext::ofW3c),
          Rows.text(row, "intent").flatMap(Intent::of).orElse(Intent.AUTOMATIC));
    }
  }

  /** Counts them, and does nothing. */
  public CompletionStage<Count> count(Wanted wanted) {
    return tables
        .select(
            COUNT,
            wanted::bind,
            row ->
                new Count(
                    row.get("jobs", Long.class),
                    Map.of(row.get("why", String.class), row.get("jobs", Long.class)),
                    row.get("good", Long.class)))
        .thenApply(JobRetries::sum);
  }

  private static Count sum(List<Count> counts) {
    var reasons = new TreeMap<String, Long>();
    counts.stream()
        .filter(count -> count.jobs() > 0)
        .forEach(count -> reasons.putAll(count.reasons()));
    return new Count(
        counts.stream().mapToLong(Count::jobs).sum(),
        reasons,
        counts.stream().mapToLong(Count::madeGood).sum());
  }

  /**
   * Does a part of them again, the oldest first: each as a new job, which the journal holds when
   * this is done.
   *
   * @param by who orders it
   * @param after {@link Part#next()} of the part before
   * @param limit how many at most
   */
  public CompletionStage<Part> retry(Wanted wanted, String by, Optional<Cursor> after, int limit) {
    var start = after.orElse(FIRST);
    return tables
        .page(
            PAGE,
            statement -> wanted.bind(statement).bind("$7", start.time()).bind("$8", start.id()),
            8,
            Ended::of,
            job -> new Cursor(job.acceptedAt(), job.jobId()),
            limit)
        .thenCompose(page -> retry(page, by));
  }

  private CompletionStage<Part> retry(Page<Ended> page, String by) {
    // In their order for each package, so that the last one asked for is the last one made.
    var byPackage =
        page.items().stream()
            .collect(
                Collectors.groupingBy(Ended::entityId, LinkedHashMap::new, Collectors.toList()));
    return Source.from(byPackage.values())
        .mapAsync(PACKAGES_AT_ONCE, jobs -> inOrder(jobs, by))
        .runWith(Sink.seq(), system)
        .thenApply(
            parts -> {
              var part =
                  new Part(
                      parts.stream().flatMap(one -> one.retried().stream()).toList(),
                      parts.stream().flatMap(one -> one.notRetried().stream()).toList(),
                      page.next());
              log.info(
                  "{} ended jobs are done again, and {} are not, as {} ordered",
                  part.retried().size(),
                  part.notRetried().size(),
                  by);
              return part;
            });
  }

  private CompletionStage<Part> inOrder(List<Ended> jobs, String by) {
    var retried = new ArrayList<Retried>();
    var not = new ArrayList<NotRetried>();
    CompletionStage<Void> all = CompletableFuture.completedFuture(null);
    for (var job : jobs) {
      all =
          all.thenCompose(done -> again(job, by))
              .handle(
                  (answer, failure) -> {
                    if (failure != null) {
                      not.add(new NotRetried(job.jobId(), "Not now: " + words(failure) + "."));
                    } else if (answer instanceof PackageCommand.Accepted accepted) {
                      retried.add(new Retried(job.jobId(), accepted.jobId()));
                    } else if (answer instanceof PackageCommand.Busy busy) {
                      not.add(new NotRetried(job.jobId(), "Not now: " + busy.reason() + "."));
                    }
                    return null;
                  });
    }
    return all.thenApply(done -> new Part(retried, not, Optional.empty()));
  }

  private static String words(Throwable failure) {
    return Causes.of(failure) instanceof DescriptionException wrong
        ? "its description is not taken any more: " + wrong.getMessage()
        : Causes.words(failure);
  }

  /** The message is the same each time: what was lost of an answer is no second job. */
  private CompletionStage<PackageCommand.Answer> again(Ended job, String by) {
    if (job.description().isEmpty()) {
      return CompletableFuture.completedFuture(
          new PackageCommand.Busy(
              "it is of an older version of Bindery: send its description again"));
    }
    try {
      var description = PackageDescription.parse(job.description().get());
      return packages.retry(
          "retry of " + job.jobId(),
          description,
          by,
          job.jobId(),
          job.batches(),
          job.intent(),
          job.trace());
    } catch (DescriptionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
