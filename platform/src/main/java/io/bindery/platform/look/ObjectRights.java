package io.bindery.platform.look;

import io.bindery.platform.health.Finding;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Finds out whether objects of a bucket may be read and written, by asking for one that is not
 * there: S3 says that a right is missing before it says that an object is. The bucket must have
 * been seen to be there, and may be listed.
 */
final class ObjectRights {
  /** The name of nothing. */
  private static final String NOTHING = ".bindery/look";

  /** The ETag of nothing: what must have it is never written. */
  private static final String NO_ETAG = "\"00000000000000000000000000000000\"";

  private final S3AsyncClient s3;

  ObjectRights(S3AsyncClient s3) {
    this.s3 = s3;
  }

  CompletionStage<Finding> readable(String bucket, Finding finding) {
    return s3.headObject(request -> request.bucket(bucket).key(NOTHING))
        .handle(
            (reply, failure) ->
                failure != null && Refusals.isNotAllowed(failure)
                    ? Finding.denied(
                        "This role may not read its objects: " + Refusals.words(failure),
                        "Allow s3:GetObject and s3:GetObjectVersion.")
                    : finding);
  }

  /** Whether what ends in these may be written; work goes on without it. */
  CompletionStage<Finding> writable(String bucket, List<String> suffixes, Finding finding) {
    if (suffixes.isEmpty() || !finding.state().isUsable()) {
      return CompletableFuture.completedFuture(finding);
    }
    return s3.putObject(
            request -> request.bucket(bucket).key(NOTHING + suffixes.get(0)).ifMatch(NO_ETAG),
            AsyncRequestBody.empty())
        .handle(
            (reply, failure) ->
                failure != null && Refusals.isNotAllowed(failure)
                    ? finding.warning(
                        "This role may not write beside its objects: allow s3:PutObject for %s."
                            .formatted(
                                suffixes.stream()
                                    .map(suffix -> "*" + suffix)
                                    .collect(Collectors.joining(" and "))))
                    : finding);
  }
}
