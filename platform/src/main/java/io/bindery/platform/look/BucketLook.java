package io.bindery.platform.look;

import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.health.Finding;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.GetBucketNotificationConfigurationResponse;

/** Looks at buckets: whether they are there, keep versions, and tell of their objects. */
public final class BucketLook {
  private static final String PACKAGES = ".quilt/named_packages/";

  private final S3AsyncClient s3;
  private final String region;
  private final ObjectRights rights;

  /**
   * @param region where the client asks
   */
  public BucketLook(S3AsyncClient s3, String region) {
    this.s3 = s3;
    this.region = region;
    this.rights = new ObjectRights(s3);
  }

  CompletionStage<Finding> watched(String bucket) {
    return there(
        bucket,
        finding ->
            source(bucket, finding)
                .thenCompose(
                    f ->
                        tells(
                            bucket,
                            f,
                            "It tells nobody of its objects, so that none is batched: switch on its"
                                + " notifications to EventBridge.")));
  }

  CompletionStage<Finding> manifests(String bucket, List<String> suffixes) {
    return there(
        bucket,
        finding ->
            tells(
                    bucket,
                    finding,
                    "It tells nobody of its objects, so that no manifest is published: switch on"
                        + " its notifications to EventBridge.")
                .thenCompose(found -> rights.readable(bucket, found))
                .thenCompose(found -> rights.writable(bucket, suffixes, found)));
  }

  CompletionStage<Finding> published(String bucket) {
    return there(bucket, finding -> rights.readable(bucket, finding));
  }

  CompletionStage<Finding> source(String bucket) {
    return there(bucket, finding -> source(bucket, finding));
  }

  CompletionStage<Finding> scratch(String bucket) {
    return there(bucket, CompletableFuture::completedFuture);
  }

  CompletionStage<Finding> registry(String bucket) {
    return there(
        bucket,
        finding ->
            versioned(
                    bucket,
                    finding,
                    "The registry does not keep versions: a manifest that is overwritten or deleted"
                        + " is gone. Switch versioning on.")
                .thenCompose(found -> readable(bucket, found)));
  }

  /**
   * Whether a bucket keeps the versions of its objects.
   *
   * @return nothing if it may not be asked
   */
  public static CompletionStage<Optional<Boolean>> isVersioned(S3AsyncClient s3, String bucket) {
    return s3.getBucketVersioning(request -> request.bucket(bucket))
        .handle(
            (reply, failure) ->
                failure == null
                    ? Optional.of(reply.status() == BucketVersioningStatus.ENABLED)
                    : Optional.empty());
  }

  private CompletionStage<Finding> there(
      String bucket, Function<Finding, CompletionStage<Finding>> more) {
    return s3.headBucket(request -> request.bucket(bucket))
        .handle((reply, failure) -> failure == null ? Finding.up() : refused(failure))
        .thenCompose(
            finding ->
                finding.state().isUsable()
                    ? more.apply(finding)
                    : CompletableFuture.completedFuture(finding));
  }

  private Finding refused(Throwable failure) {
    var elsewhere = elsewhere(failure);
    if (elsewhere.isPresent()) {
      return Finding.wrong(
          "It is in region %s, but bindery.aws.region is %s.".formatted(elsewhere.get(), region),
          "Run Bindery in the region of its buckets, with bindery.aws.region = %s."
              .formatted(elsewhere.get()));
    }
    return AwsLooks.found(
        failure,
        "s3:ListBucket",
        "There is no such bucket",
        "Create it, or take it out of the setting.");
  }

  private Optional<String> elsewhere(Throwable failure) {
    return AwsErrors.region(failure).filter(other -> !other.equals(region));
  }

  private CompletionStage<Finding> source(String bucket, Finding finding) {
    return versioned(
        bucket,
        finding,
        "It does not keep versions: once an object is overwritten, the packages that name it can be"
            + " neither read nor verified. Switch versioning on.");
  }

  private CompletionStage<Finding> versioned(String bucket, Finding finding, String warning) {
    return s3.getBucketVersioning(request -> request.bucket(bucket))
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                return notSeen(
                    finding, failure, "whether it keeps versions", "GetBucketVersioning");
              }
              return reply.status() == BucketVersioningStatus.ENABLED
                  ? finding
                  : finding.warning(warning);
            });
  }

  private CompletionStage<Finding> tells(String bucket, Finding finding, String otherwise) {
    return s3.getBucketNotificationConfiguration(request -> request.bucket(bucket))
        .handle(
            (reply, failure) -> {
              if (failure != null) {
                return notSeen(
                    finding, failure, "whom it tells of its objects", "GetBucketNotification");
              }
              return tellsSomebody(reply) ? finding : finding.warning(otherwise);
            });
  }

  private static boolean tellsSomebody(GetBucketNotificationConfigurationResponse reply) {
    return reply.eventBridgeConfiguration() != null
        || !reply.queueConfigurations().isEmpty()
        || !reply.topicConfigurations().isEmpty()
        || !reply.lambdaFunctionConfigurations().isEmpty();
  }

  private CompletionStage<Finding> readable(String bucket, Finding finding) {
    return s3.listObjectsV2(
            request ->
                request
                    .bucket(bucket)
                    .prefix(PACKAGES)
                    .maxKeys(1)
                    // XML cannot hold every character that a key can.
                    .encodingType(EncodingType.URL))
        .handle(
            (reply, failure) -> {
              if (failure == null) {
                return finding;
              }
              return Refusals.isNotAllowed(failure)
                  ? Finding.denied(
                      "This role may not list it: " + Refusals.words(failure),
                      "Allow s3:ListBucket, s3:GetObject and s3:PutObject.")
                  : Refusals.finding(failure, "s3:ListBucket");
            });
  }

  private static Finding notSeen(
      Finding finding, Throwable failure, String what, String permission) {
    return Refusals.isNotAllowed(failure)
        ? finding.warning("This role may not see %s: allow s3:%s.".formatted(what, permission))
        : finding;
  }
}
