package io.bindery.exchange.publication;

import io.bindery.exchange.aws.Limit;
import io.bindery.exchange.aws.SeenJob;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the errors of a job mean.
 *
 * @param awsCode the code that decides, as Data Exchange writes it
 * @param text all of them, with the objects that they are about, as sentences
 * @param lasting what it is, if another attempt changes nothing
 * @param limit the quota that it names
 */
record JobFailure(
    String awsCode, String text, Optional<ReasonCode> lasting, Optional<Limit> limit) {
  private static final String QUOTA = "SERVICE_QUOTA_EXCEEDED_EXCEPTION";

  static JobFailure of(SeenJob job) {
    var lasting = job.errors().stream().filter(error -> reason(error).isPresent()).findFirst();
    var decides =
        lasting
            .or(() -> job.errors().stream().filter(it -> it.code().equals(QUOTA)).findFirst())
            .or(() -> job.errors().stream().findFirst());
    var text =
        job.errors().isEmpty()
            ? "Job %s ended in ERROR, and Data Exchange does not say why.".formatted(job.id())
            : job.errors().stream().map(JobFailure::sentence).collect(Collectors.joining(" "));
    return new JobFailure(
        decides.map(SeenJob.Failure::code).orElse("ERROR"),
        text,
        lasting.flatMap(JobFailure::reason),
        lasting.isPresent() ? Optional.empty() : decides.flatMap(SeenJob.Failure::limit));
  }

  /** Whether it was too much at that moment. */
  boolean isQuota() {
    return awsCode.equals(QUOTA);
  }

  private static Optional<ReasonCode> reason(SeenJob.Failure error) {
    return switch (error.code()) {
      case "MALWARE_DETECTED", "MALWARE_SCAN_ENCRYPTED_FILE" -> Optional.of(ReasonCode.MALWARE);
      case "RESOURCE_NOT_FOUND_EXCEPTION" -> Optional.of(ReasonCode.OBJECT_MISSING);
      case "ACCESS_DENIED_EXCEPTION" -> Optional.of(ReasonCode.ACCESS);
      case "VALIDATION_EXCEPTION" -> Optional.of(ReasonCode.REFUSED);
      case QUOTA ->
          error.limit().filter(limit -> limit.name().equals(Limit.ASSET_SIZE)).isPresent()
              ? Optional.of(ReasonCode.QUOTA)
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  private static String sentence(SeenJob.Failure error) {
    var what =
        switch (error.code()) {
          case "MALWARE_DETECTED" ->
              "Data Exchange found malware in %s. Remove it from the manifest, or replace the object.";
          case "MALWARE_SCAN_ENCRYPTED_FILE" ->
              "Data Exchange cannot look for malware in %s, for it is encrypted. Publish it without a password.";
          case "RESOURCE_NOT_FOUND_EXCEPTION" ->
              "Data Exchange does not find %s. Upload it again, or remove it from the manifest.";
          case "ACCESS_DENIED_EXCEPTION" ->
              "Data Exchange may not read %s. Give the role of Bindery s3:GetObject on it, and use of its KMS key.";
          case QUOTA -> "It is more than Data Exchange allows%s: %s.".formatted(limit(error), "%s");
          case "VALIDATION_EXCEPTION" -> "Data Exchange does not take %s.";
          default -> "Data Exchange failed to import %s.";
        };
    return "%s (%s: %s)"
        .formatted(what.formatted(objects(error.objects())), error.code(), error.message().strip());
  }

  private static String limit(SeenJob.Failure error) {
    return error
        .limit()
        .map(limit -> " (%s: %.0f)".formatted(limit.name(), limit.value()))
        .orElse("");
  }

  private static String objects(List<io.bindery.exchange.aws.SourceObject> objects) {
    return objects.isEmpty()
        ? "an asset of the job"
        : ReactionContext.some(
            objects.stream().map(it -> "s3://%s/%s".formatted(it.bucket(), it.key())));
  }
}
