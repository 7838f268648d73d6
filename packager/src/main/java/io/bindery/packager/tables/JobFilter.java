package io.bindery.packager.tables;

import io.bindery.packager.failure.FailureReason;
import io.bindery.packager.state.JobState;
import io.bindery.platform.database.Conditions;
import io.bindery.protocol.description.SourceFolder;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.s3.S3UriException;
import java.util.Optional;

/** Which jobs are asked for: those for which all that is added holds. */
public final class JobFilter {
  /** All jobs. */
  public static final JobFilter ALL = new JobFilter(Conditions.NONE);

  private final Conditions conditions;

  private JobFilter(Conditions conditions) {
    this.conditions = conditions;
  }

  private JobFilter and(String sql, Optional<String> value) {
    return new JobFilter(conditions.and(sql, value));
  }

  /** Those in a state; nothing to have them all, as in what follows. */
  public JobFilter state(Optional<JobState> state) {
    return and("state = ?", state.map(JobState::word));
  }

  /** Those whose last failure is of a kind. */
  public JobFilter reason(Optional<FailureReason> reason) {
    return and("reason = ?", reason.map(FailureReason::word));
  }

  public JobFilter registry(Optional<String> registry) {
    return and("registry = ?", registry);
  }

  public JobFilter packageName(Optional<String> name) {
    return and("package_name = ?", name);
  }

  /** Those of one folder, by its URI; each way to write the URI is the same one. */
  public JobFilter source(Optional<String> uri) {
    return and("md5(source) = md5(?) AND source = ?", uri.map(JobFilter::asStored));
  }

  /** Those that a batch asked for, by its id. */
  public JobFilter batch(Optional<String> batchId) {
    // First those of the batch, which are few: else the list is read to its end to find them.
    return and(
        "job_id = ANY(ARRAY(SELECT job_id FROM package_job WHERE batches @> ARRAY[?]::text[]))",
        batchId);
  }

  /** A folder's URI as tables have it, however it is written. */
  public static String asStored(String uri) {
    try {
      var parsed = S3Uri.parse(uri);
      return parsed.key().isEmpty() || parsed.key().endsWith("/")
          ? new SourceFolder(parsed.bucket(), parsed.key()).toString()
          : uri;
    } catch (S3UriException e) {
      return uri;
    }
  }

  Conditions conditions() {
    return conditions;
  }
}
