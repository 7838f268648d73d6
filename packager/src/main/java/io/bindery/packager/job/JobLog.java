package io.bindery.packager.job;

import io.bindery.packager.job.PackageCommand.ResolveEnded;
import io.bindery.packager.job.PackageEvent.AttemptFailed;
import io.bindery.packager.job.PackageEvent.FolderEmpty;
import io.bindery.packager.job.PackageEvent.JobCancelled;
import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.PackageQuarantined;
import io.bindery.packager.job.PackageEvent.PackageRefused;
import io.bindery.packager.job.PackageEvent.PackageSuggested;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/** One line for each thing that matters to who watches the jobs. */
final class JobLog {
  private JobLog() {}

  static void happened(Logger log, Job job, PackageEvent event) {
    if (event instanceof AttemptFailed e) {
      line(log.atWarn(), job)
          .log(
              "package {}: job {} is tried again at {}: {}",
              name(job),
              job.id(),
              e.retryAt(),
              e.reason());
    } else if (event instanceof PackageRefused e && e.quarantine().isPresent()) {
      line(log.atWarn(), job)
          .log(
              "package {}: job {} goes into quarantine s3://{}: {}",
              name(job),
              job.id(),
              e.quarantine().get(),
              e.reason());
    } else {
      ended(log, job, event);
    }
  }

  static void ended(Logger log, Job job, PackageEvent event) {
    var name = name(job);
    if (event instanceof RevisionAnnounced e) {
      var made = job.assembled().orElseThrow();
      line(log.atInfo(), job)
          .log(
              "package {}: new revision {} ({} files, {} bytes), job {}",
              name,
              e.topHash(),
              made.files(),
              made.bytes(),
              e.jobId());
    } else if (event instanceof RevisionUnchanged e) {
      line(log.atInfo(), job)
          .log("package {}: unchanged, {} is the newest, job {}", name, e.topHash(), e.jobId());
    } else if (event instanceof FolderEmpty e) {
      line(log.atInfo(), job)
          .log("package {}: job {} made nothing: {}", name, e.jobId(), e.reason());
    } else if (event instanceof JobFailed e) {
      line(log.atWarn(), job).log("package {}: job {} failed: {}", name, e.jobId(), e.reason());
    } else if (event instanceof PackageQuarantined e) {
      line(log.atInfo(), job)
          .log(
              "package {}: in quarantine s3://{} as {}, job {}",
              name(job),
              e.quarantine(),
              e.topHash(),
              e.jobId());
    } else if (event instanceof PackageSuggested e) {
      line(log.atInfo(), job)
          .log(
              "package {}: it waits for somebody to decide{}, job {}",
              name,
              e.owned().isPresent() ? ", for its newest revision is somebody else's" : "",
              e.jobId());
    } else if (event instanceof JobCancelled e) {
      line(log.atInfo(), job)
          .log(
              "package {}: job {} was cancelled by {}", name, e.jobId(), e.by().orElse("somebody"));
    }
  }

  static void resolved(Logger log, Optional<Held> held, ResolveEnded ended) {
    var name = held.map(it -> it.name() + " in s3://" + it.quarantine()).orElse("");
    if (ended.failure().isEmpty()) {
      log.info("package {}: it is marked: its quarantine is over", name);
    } else {
      log.warn(
          "package {}: it is not marked as no longer in quarantine{}: {}",
          name,
          ended.failure().get().isPassing() ? " yet, trying again" : "",
          ended.failure().get().getMessage());
    }
  }

  static void notAnnounced(Logger log, Job job, String reason) {
    line(log.atWarn(), job)
        .log(
            "package {}: the new revision is pushed but its event is not out, trying again: {}",
            name(job),
            reason);
  }

  private static String name(Job job) {
    var description = job.parsed();
    return description.name() + " in s3://" + description.registry();
  }

  private static LoggingEventBuilder line(LoggingEventBuilder line, Job job) {
    return JobSpans.trace(job).map(it -> line.addKeyValue("trace_id", it.traceId())).orElse(line);
  }
}
