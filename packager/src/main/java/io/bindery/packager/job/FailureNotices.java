package io.bindery.packager.job;

import akka.actor.typed.ActorSystem;
import io.bindery.platform.bus.OutMessage;
import io.bindery.platform.bus.Topic;
import io.bindery.platform.database.Tables;
import io.bindery.platform.wake.Sweeper;
import io.bindery.protocol.json.JsonForm;
import io.bindery.protocol.json.JsonInteger;
import io.bindery.protocol.json.JsonObject;
import io.bindery.protocol.json.JsonString;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a topic of failed jobs, at least once each: a notice is owed until SNS has accepted it. One
 * sender runs in the cluster.
 */
public final class FailureNotices {
  private static final Logger log = LoggerFactory.getLogger(FailureNotices.class);
  private static final Duration PAUSE = Duration.ofSeconds(30);
  private static final int NOTICES_PER_SWEEP = 100;

  private static final String TAKE =
      "UPDATE package_job SET notice_due_at = $2 WHERE job_id IN"
          + " (SELECT job_id FROM package_job WHERE notice_due_at <= $1 ORDER BY notice_due_at"
          + " LIMIT $3 FOR UPDATE SKIP LOCKED) RETURNING job_id";
  private static final String SENT =
      "UPDATE package_job SET notice_due_at = NULL WHERE job_id = $1";

  private final Tables tables;
  private final JobLists lists;
  private final Topic topic;

  private FailureNotices(Tables tables, Topic topic) {
    this.tables = tables;
    this.lists = new JobLists(tables);
    this.topic = topic;
  }

  /** Starts the sender. Failures that are owed a notice from before are told of first. */
  public static void start(ActorSystem<?> system, Topic topic, Duration interval) {
    var notices = new FailureNotices(Tables.of(system), topic);
    Sweeper.start(
        system,
        "package-failure-notices",
        interval,
        NOTICES_PER_SWEEP,
        notices::due,
        notices::send);
  }

  private CompletionStage<List<String>> due(Instant now, int limit) {
    return tables.select(
        TAKE,
        statement -> statement.bind("$1", now).bind("$2", now.plus(PAUSE)).bind("$3", limit),
        row -> row.get("job_id", String.class));
  }

  private void send(String jobId) {
    var unused =
        lists
            .find(jobId)
            .thenCompose(job -> topic.publish(message(job.orElseThrow())))
            .thenCompose(sent -> tables.update(SENT, statement -> statement.bind("$1", jobId)))
            .whenComplete(
                (rows, failure) -> {
                  if (failure != null) {
                    log.warn(
                        "the failure of job {} is not told yet, trying again in {} s: {}",
                        jobId,
                        PAUSE.toSeconds(),
                        failure.toString());
                  }
                });
  }

  private static OutMessage message(JobView job) {
    var body =
        JsonObject.EMPTY
            .with("version", new JsonString("0.1"))
            .with("type", new JsonString("package-job-failed"))
            .with("job_id", new JsonString(job.jobId()))
            .with("registry", new JsonString(job.registry()))
            .with("package_name", new JsonString(job.packageName()))
            .with("source_prefix", new JsonString(job.source()))
            .with("attempt", JsonInteger.of(job.attempt()))
            .with("reason", new JsonString(job.error().orElse("")))
            .with("failed_at", new JsonString(job.finishedAt().orElse(job.updatedAt()).toString()));
    return new OutMessage(JsonForm.FILE.toText(body), job.jobId(), job.jobId());
  }
}
