package io.bindery.service.trace;

import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.look.Refusals;
import io.bindery.quilt.s3.S3Uri;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/** Asks S3 for one object, by one request. */
final class StoredObjects {
  private static final long PATIENCE_SECONDS = 10;

  /**
   * What S3 says.
   *
   * @param object absent if it did not say
   * @param notAsked why it did not
   */
  record Answer(Optional<Trace.StoredObject> object, Optional<String> notAsked) {}

  private final S3AsyncClient s3;

  StoredObjects(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /** Asks; the stage never fails. */
  CompletionStage<Answer> of(S3Uri uri) {
    return s3.headObject(
            request ->
                request.bucket(uri.bucket()).key(uri.key()).versionId(uri.versionId().orElse(null)))
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .handle(
            (head, failure) ->
                failure == null
                    ? new Answer(
                        Optional.of(
                            new Trace.StoredObject(
                                true,
                                Optional.ofNullable(head.versionId()),
                                Optional.ofNullable(head.lastModified()),
                                Optional.ofNullable(head.contentLength()))),
                        Optional.empty())
                    : failed(uri, failure));
  }

  private static Answer failed(S3Uri uri, Throwable failure) {
    boolean gone =
        Refusals.isMissing(failure)
            || (uri.versionId().isPresent() && AwsErrors.isBadRequest(failure));
    return gone
        ? new Answer(
            Optional.of(
                new Trace.StoredObject(
                    false, Optional.empty(), Optional.empty(), Optional.empty())),
            Optional.empty())
        : new Answer(Optional.empty(), Optional.of(Refusals.words(failure)));
  }
}
