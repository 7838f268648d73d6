package io.bindery.exchange.aws;

import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dataexchange.model.AssetSourceEntry;
import software.amazon.awssdk.services.dataexchange.model.JobEntry;
import software.amazon.awssdk.services.dataexchange.model.JobError;
import software.amazon.awssdk.services.dataexchange.model.State;

/**
 * How a job is at Data Exchange.
 *
 * @param sources what it imports; nothing if it gives access to a bucket
 * @param errors why it ended in ERROR
 */
public record SeenJob(String id, State state, List<SourceObject> sources, List<Failure> errors) {
  /**
   * An error of a job.
   *
   * @param code as Data Exchange writes it
   * @param objects that it is about; nothing if it is about the job as a whole
   * @param limit the quota that it names
   */
  public record Failure(
      String code, String message, List<SourceObject> objects, Optional<Limit> limit) {}

  /** Whether nothing happens to it any more. */
  public boolean hasEnded() {
    return state != State.WAITING && state != State.IN_PROGRESS;
  }

  static SeenJob of(JobEntry job) {
    var imports = job.details() == null ? null : job.details().importAssetsFromS3();
    return new SeenJob(
        job.id(),
        job.state(),
        imports == null ? List.of() : sources(imports.assetSources()),
        errors(job.errors()));
  }

  static List<Failure> errors(List<JobError> errors) {
    return errors.stream().map(SeenJob::error).toList();
  }

  private static Failure error(JobError error) {
    var objects =
        error.details() == null
            ? List.<SourceObject>of()
            : sources(error.details().importAssetsFromS3JobErrorDetails());
    var limit =
        error.limitNameAsString() == null || error.limitValue() == null
            ? Optional.<Limit>empty()
            : Optional.of(new Limit(error.limitNameAsString(), error.limitValue()));
    return new Failure(
        error.codeAsString(), Optional.ofNullable(error.message()).orElse(""), objects, limit);
  }

  static List<SourceObject> sources(List<AssetSourceEntry> entries) {
    return entries.stream().map(it -> new SourceObject(it.bucket(), it.key())).toList();
  }
}
