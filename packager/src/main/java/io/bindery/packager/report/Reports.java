package io.bindery.packager.report;

import akka.actor.typed.ActorSystem;
import io.bindery.packager.policy.NoticeKind;
import io.bindery.packager.policy.NoticeRules;
import io.bindery.packager.policy.PackagePolicies;
import io.bindery.packager.suggest.OpenedSuggestions;
import io.bindery.packager.suggest.SuggestionView;
import io.bindery.packager.tables.JobLists;
import io.bindery.packager.tables.JobView;
import io.bindery.platform.bus.Topic;
import io.bindery.platform.bus.Unnoted;
import io.bindery.platform.cluster.NodeRole;
import io.bindery.platform.database.Tables;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.health.Dependency;
import io.bindery.platform.health.Health;
import io.bindery.platform.health.Kind;
import io.bindery.platform.health.Part;
import io.bindery.platform.look.Refusals;
import io.bindery.platform.wake.DueRows;
import io.bindery.platform.wake.Sweeper;
import io.bindery.protocol.description.PackageDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sns.SnsAsyncClient;

/**
 * Tells SNS topics of the end of jobs, as policies say, at least once each: a report is owed from
 * the moment the job's end is in the table until SNS has accepted it. One sender runs in the
 * cluster. A topic that cannot be told holds up no job.
 */
public final class Reports {
  private static final Logger log = LoggerFactory.getLogger(Reports.class);

  /** Between two attempts. A call may take longer: the second attempt waits for it as well. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private static final int REPORTS_PER_SWEEP = 100;

  private static final DueRows.Names OWED =
      new DueRows.Names("package_job", "job_id", "notice_due_at", "job_id");

  private static final String SENT =
      "UPDATE package_job SET notice_due_at = NULL, notice_error = NULL, notice_sent_at = $2"
          + " WHERE job_id = $1";
  private static final String UNWANTED =
      "UPDATE package_job SET notice_due_at = NULL, notice_error = NULL WHERE job_id = $1";
  private static final String UNSENT = "UPDATE package_job SET notice_error = $2 WHERE job_id = $1";

  private final ActorSystem<?> system;
  private final SnsAsyncClient sns;
  private final Tables tables;
  private final JobLists lists;
  private final PackagePolicies policies;
  private final OpenedSuggestions opened;

  /** By their parts: a topic that policies name again is another part. */
  private final Map<Part, Topic> topics = new ConcurrentHashMap<>();

  private final Unnoted unnoted = new Unnoted();

  private Reports(ActorSystem<?> system, SnsAsyncClient sns, PackagePolicies policies) {
    this.system = system;
    this.sns = sns;
    this.tables = Tables.of(system);
    this.lists = new JobLists(tables);
    this.policies = policies;
    this.opened = new OpenedSuggestions(tables);
  }

  /** Starts the sender. What is owed from before is told first. */
  public static void start(
      ActorSystem<?> system, SnsAsyncClient sns, PackagePolicies policies, Duration interval) {
    var reports = new Reports(system, sns, policies);
    Sweeper.start(
        system,
        NodeRole.PACKAGER,
        "package-notices",
        interval,
        REPORTS_PER_SWEEP,
        new DueRows(reports.tables, OWED, PAUSE, Duration.ZERO),
        reports::send);
  }

  /** A policy of run time may name a topic that nobody has looked at. */
  private Part part(String arn) {
    return Health.get(system)
        .part(
            Dependency.optional(
                "packager.notices " + arn,
                Kind.TOPIC,
                "bindery.packager.notices.topic-arn",
                arn,
                ""));
  }

  private void send(String jobId) {
    var unused =
        lists
            .one(jobId)
            .thenCompose(known -> send(known.orElseThrow()))
            .exceptionallyCompose(failure -> unsent(jobId, failure));
  }

  private CompletionStage<Long> send(JobLists.Known known) {
    var job = known.view();
    var rules = policies.notices(known.description().map(PackageDescription::parse));
    var kind = job.state().notice().filter(rules::wants);
    if (kind.isEmpty()) {
      return tables.update(UNWANTED, statement -> statement.bind("$1", job.jobId()));
    }
    return kind.get() == NoticeKind.SUGGESTION
        ? opened
            .of(job.jobId())
            .thenCompose(
                suggestion ->
                    suggestion.isPresent()
                        ? send(job, outcome(job, suggestion.get()), rules)
                        // Somebody has decided meanwhile.
                        : tables.update(UNWANTED, statement -> statement.bind("$1", job.jobId())))
        : send(job, outcome(job, kind.get()), rules);
  }

  private CompletionStage<Long> send(JobView job, JobOutcome outcome, NoticeRules rules) {
    var topic =
        topics.computeIfAbsent(
            part(rules.topicArn().orElseThrow()), part -> new Topic(system, sns, part));
    // A job that is repeated ends, and is told of, more than once.
    var key = "%s %s %s".formatted(job.jobId(), outcome.kind(), outcome.at());
    return unnoted
        .send(key, () -> topic.publish(Report.of(outcome, rules)))
        .thenCompose(
            sent ->
                tables.update(
                    SENT, statement -> statement.bind("$1", job.jobId()).bind("$2", Instant.now())))
        .thenApply(
            rows -> {
              unnoted.noted(key);
              return rows;
            });
  }

  private CompletionStage<Long> unsent(String jobId, Throwable failure) {
    log.warn(
        "the end of job {} is not told yet, trying again in {} s: {}",
        jobId,
        PAUSE.toSeconds(),
        Causes.text(failure));
    return tables
        .update(
            UNSENT, statement -> statement.bind("$1", jobId).bind("$2", Refusals.words(failure)))
        .exceptionallyCompose(again -> CompletableFuture.completedFuture(0L));
  }

  private static JobOutcome outcome(JobView job, SuggestionView suggestion) {
    return new JobOutcome(
        NoticeKind.SUGGESTION,
        job.jobId(),
        suggestion.subject().registry(),
        suggestion.subject().packageName(),
        suggestion.subject().source(),
        job.standing().attempt(),
        Optional.of(
            suggestion
                .standing()
                .owned()
                .map("The newest revision of the package, %s, is somebody else's."::formatted)
                .orElse("The policy of the folder leaves its packages to people.")),
        suggestion.draft().problems(),
        Optional.empty(),
        Optional.of(suggestion.suggestionId()),
        Optional.empty(),
        suggestion.draft().files(),
        suggestion.draft().bytes(),
        suggestion.times().openedAt());
  }

  private static JobOutcome outcome(JobView job, NoticeKind kind) {
    return new JobOutcome(
        kind,
        job.jobId(),
        job.registry(),
        job.packageName(),
        job.source(),
        job.standing().attempt(),
        job.fault().error(),
        job.fault().errors(),
        job.fault().quarantine(),
        Optional.empty(),
        job.result().topHash(),
        job.result().files().orElse(0L),
        job.result().bytes().orElse(0L),
        job.times().finishedAt().orElse(job.times().updatedAt()));
  }
}
