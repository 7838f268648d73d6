package io.bindery.service.trace;

import io.bindery.packager.tables.JobView;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What became of a job, as the end of a sentence that begins with "the job". */
final class JobWords {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

  /** As many digits of a hash as people compare. */
  private static final int DIGITS = 10;

  private JobWords() {}

  static String at(Instant instant) {
    return TIME.format(instant);
  }

  static String digits(String topHash) {
    return topHash.substring(0, Math.min(DIGITS, topHash.length()));
  }

  static String of(JobView job) {
    var name = "%s in s3://%s".formatted(job.packageName(), job.registry());
    var error = job.fault().error().orElse("no reason is known");
    return switch (job.state()) {
      case WAITING ->
          "waits: another job of package %s runs, or all places are taken".formatted(name);
      case ASSEMBLING ->
          job.progress()
              .map(
                  it ->
                      "makes package %s: %d of %d objects are hashed"
                          .formatted(name, it.hashed() + it.reused(), it.listed()))
              .orElse("makes package " + name);
      case RETRYING -> "is tried again: " + error;
      case PUSHING -> "pushes the revision of package " + name;
      case ANNOUNCING -> "made the revision of package %s, and announces it".formatted(name);
      case DONE -> "made revision %s of package %s".formatted(hash(job), name);
      case UNCHANGED ->
          "found package %s unchanged: revision %s is the newest".formatted(name, hash(job));
      case QUARANTINED ->
          "put package %s into quarantine in s3://%s: %s"
              .formatted(job.packageName(), job.place(), error);
      case EMPTY -> "made nothing: " + error;
      case SUGGESTED ->
          "found out what package %s would be, and somebody is to decide".formatted(name);
      case OFF -> "made nothing: " + error;
      case FAILED -> "failed: " + error;
      case CANCELLED ->
          "was cancelled by " + job.orders().cancelledBy().orElse("somebody who is not known");
      case REFUSED -> "was refused: " + error;
    };
  }

  private static String hash(JobView job) {
    return job.result().topHash().map(JobWords::digits).orElse("that is not known");
  }
}
