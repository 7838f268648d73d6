package io.bindery.service.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.bindery.packager.state.JobState;
import io.bindery.packager.tables.JobView;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as the end of a way.
 *
 * @param linkedBy how it is known that it belongs here
 * @param registry the bucket where the revision is, or would be: the quarantine, if it is there
 * @param topHash of the revision
 * @param uri of the revision, as Quilt writes it
 * @param files in the revision
 * @param error why it is tried again, failed, made nothing or was refused
 * @param words what became of it, in words
 */
public record PackageJob(
    String jobId,
    Link linkedBy,
    JobState state,
    String registry,
    String packageName,
    String source,
    Optional<String> topHash,
    Optional<String> uri,
    Optional<Long> files,
    Optional<String> error,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> warnings,
    Instant acceptedAt,
    Optional<Instant> finishedAt,
    String words) {

  /** How a job is linked to a batch or an object. */
  public enum Link {
    /** Its description named the batch. */
    BATCH,
    /** It packages the folder, and had not ended when the object or batch came. */
    FOLDER
  }

  /** A job as the tables have it. */
  static PackageJob of(JobView job, Link link) {
    return new PackageJob(
        job.jobId(),
        link,
        job.state(),
        job.place(),
        job.packageName(),
        job.source(),
        job.revision(),
        job.packageUri(),
        job.result().files(),
        job.fault().error(),
        job.warnings(),
        job.times().acceptedAt(),
        job.times().finishedAt(),
        JobWords.of(job));
  }
}
