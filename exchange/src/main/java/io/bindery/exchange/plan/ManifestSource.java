package io.bindery.exchange.plan;

import io.bindery.exchange.manifest.UnreadableSourceException;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.platform.failure.Causes;
import io.bindery.quilt.s3.S3Uri;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** Where a manifest is read from. */
@FunctionalInterface
public interface ManifestSource {
  /** Begins to read it; whoever calls closes the stream. */
  InputStream open() throws IOException;

  static ManifestSource file(Path file) {
    return () -> Files.newInputStream(file);
  }

  /** An object, streamed as it is read. */
  static ManifestSource object(S3AsyncClient s3, S3Uri object) {
    return () -> {
      var request =
          GetObjectRequest.builder()
              .bucket(object.bucket())
              .key(object.key())
              .versionId(object.versionId().orElse(null))
              .build();
      try {
        return s3.getObject(request, AsyncResponseTransformer.toBlockingInputStream()).join();
      } catch (CompletionException | SdkException e) {
        throw unreadable(object, e);
      }
    };
  }

  /** Why an object could not be read, in words. */
  static UnreadableSourceException unreadable(S3Uri object, Exception failure) {
    return new UnreadableSourceException(
        "%s cannot be read: %s."
            .formatted(
                object,
                AwsErrors.isMissing(failure)
                    ? "there is no such object"
                    : AwsErrors.answered(failure)
                        .map(AwsErrors::sentence)
                        .orElseGet(() -> Causes.text(failure))),
        failure);
  }
}
