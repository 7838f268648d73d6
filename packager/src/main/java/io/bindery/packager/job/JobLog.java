package io.bindery.packager.job;

import io.bindery.packager.job.PackageEvent.JobFailed;
import io.bindery.packager.job.PackageEvent.RevisionAnnounced;
import io.bindery.packager.job.PackageEvent.RevisionUnchanged;
import org.slf4j.Logger;

/** One line for each job that ends. */
final class JobLog {
  private JobLog() {}

  static void ended(Logger log, Job job, PackageEvent event) {
    var description = job.parsed();
    var name = description.name() + " in s3://" + description.registry();
    if (event instanceof RevisionAnnounced e) {
      var made = job.assembled().orElseThrow();
      log.info(
          "package {}: new revision {} ({} files, {} bytes), job {}",
          name,
          e.topHash(),
          made.files(),
          made.bytes(),
          e.jobId());
    } else if (event instanceof RevisionUnchanged e) {
      log.info("package {}: unchanged, {} is the newest, job {}", name, e.topHash(), e.jobId());
    } else if (event instanceof JobFailed e) {
      log.warn("package {}: job {} failed: {}", name, e.jobId(), e.reason());
    }
  }
}
