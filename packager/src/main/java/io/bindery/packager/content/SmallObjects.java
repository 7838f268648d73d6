package io.bindery.packager.content;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.platform.aws.AwsErrors;
import io.bindery.quilt.s3.S3Uri;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;

/** Reads objects that are small enough to be held in memory. */
public final class SmallObjects {
  private final S3AsyncClient s3;

  public SmallObjects(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /**
   * Reads an object.
   *
   * @param what it is, for messages, such as {@code "metadata"}
   * @param maxBytes a larger one is refused, however large it is, after so much was read
   * @return its content, or nothing if it is not there; fails with a {@link PackagingException}
   */
  public CompletionStage<Optional<byte[]>> read(S3Uri uri, String what, int maxBytes) {
    return head(uri, what, maxBytes)
        .thenApply(found -> found.map(bytes -> bounded(uri, what, maxBytes, bytes)));
  }

  /**
   * Reads an object, or its beginning.
   *
   * @param what it is, for messages
   * @param maxBytes of a longer one a byte more is read, which shows that it is
   * @return its content, or nothing if it is not there; fails with a {@link PackagingException}
   */
  public CompletionStage<Optional<byte[]>> head(S3Uri uri, String what, int maxBytes) {
    var request =
        GetObjectRequest.builder()
            .bucket(uri.bucket())
            .key(uri.key())
            // One byte more than is allowed shows that it is too long.
            .range("bytes=0-" + maxBytes);
    uri.versionId().ifPresent(request::versionId);
    return s3.getObject(request.build(), AsyncResponseTransformer.toBytes())
        .handle(
            (body, failure) -> {
              if (failure == null) {
                return Optional.of(body.asByteArrayUnsafe());
              }
              if (Failures.isMissing(failure)) {
                return Optional.<byte[]>empty();
              }
              if (isEmpty(failure)) {
                return Optional.of(new byte[0]);
              }
              throw Failures.of("Reading the %s %s".formatted(what, uri), failure);
            });
  }

  private static byte[] bounded(S3Uri uri, String what, int maxBytes, byte[] bytes) {
    if (bytes.length > maxBytes) {
      throw PackagingException.lasting(
          "The %s %s has more than the %d bytes that are allowed: shorten it."
              .formatted(what, uri, maxBytes));
    }
    return bytes;
  }

  /** No byte of an empty object can be asked for. */
  private static boolean isEmpty(Throwable failure) {
    return AwsErrors.isRangeEmpty(failure);
  }
}
