package io.bindery.exchange.prepare;

import io.bindery.exchange.plan.ManifestSource;
import io.bindery.platform.aws.AwsErrors;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** A manifest in S3 as it was when its publication was asked for, streamed as it is read. */
record ManifestObject(S3AsyncClient s3, ManifestRef.InBucket object) implements ManifestSource {
  @Override
  public InputStream open() throws IOException {
    var request =
        GetObjectRequest.builder()
            .bucket(object.bucket())
            .key(object.key())
            .versionId(object.versionId().orElse(null))
            .ifMatch(object.etag().map(etag -> "\"" + etag + "\"").orElse(null))
            .build();
    try {
      return s3.getObject(request, AsyncResponseTransformer.toBlockingInputStream()).join();
    } catch (CompletionException | SdkException e) {
      if (AwsErrors.isConditionFailed(e)) {
        throw new GoneException(
            "%s was overwritten before it was read: its newer content is a publication of its own."
                .formatted(object.shown()),
            e);
      }
      if (AwsErrors.isMissing(e)) {
        throw new GoneException(
            "%s was deleted before it was read: write it again to have it published."
                .formatted(object.shown()),
            e);
      }
      throw ManifestSource.unreadable(object.uri(), e);
    }
  }
}
