package io.bindery.packager.workflow;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.quilt.s3.S3Uri;
import io.bindery.quilt.workflow.Located;
import io.bindery.quilt.workflow.WorkflowConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Reads configurations and schemas. What was made of a file is kept and used again for as long as
 * S3 names the same version and ETag: both are asked for each time, because the version is recorded
 * in the manifest.
 */
final class WorkflowFiles {
  private static final int KEPT = 128;

  private final S3AsyncClient s3;
  private final Executor blocking;
  private final Map<Version, Object> kept =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Version, Object> eldest) {
          return size() > KEPT;
        }
      };

  WorkflowFiles(S3AsyncClient s3, Executor blocking) {
    this.s3 = s3;
    this.blocking = blocking;
  }

  /** A file that was read. */
  private record Version(S3Uri uri, String etag, Class<?> made) {}

  /**
   * Reads a file.
   *
   * @param type of what is made of it
   * @param maxBytes a larger one is refused
   * @param make makes it; runs on a thread that may be busy for long
   * @return nothing if there is no such object; fails with a {@link PackagingException}, or with
   *     what {@code make} throws
   */
  <T> CompletionStage<Optional<Located<T>>> read(
      S3Uri uri, int maxBytes, Class<T> type, Function<byte[], T> make) {
    return s3.headObject(
            request ->
                request.bucket(uri.bucket()).key(uri.key()).versionId(uri.versionId().orElse(null)))
        .handle(
            (head, failure) -> {
              if (failure == null) {
                return Optional.of(head);
              }
              if (Failures.isMissing(failure)) {
                return Optional.<HeadObjectResponse>empty();
              }
              throw Failures.of("Looking for " + uri, failure);
            })
        .thenCompose(
            head ->
                head.isEmpty()
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : made(uri, head.get(), maxBytes, type, make).thenApply(Optional::of));
  }

  private <T> CompletionStage<Located<T>> made(
      S3Uri uri, HeadObjectResponse head, int maxBytes, Class<T> type, Function<byte[], T> make) {
    var read = new S3Uri(uri.bucket(), uri.key(), Optional.ofNullable(head.versionId()));
    var version = new Version(read, head.eTag(), type);
    Object known;
    synchronized (kept) {
      known = kept.get(version);
    }
    if (known != null) {
      return CompletableFuture.completedFuture(new Located<>(read, type.cast(known)));
    }
    if (head.contentLength() > maxBytes) {
      throw PackagingException.lasting(
          "%s has %d bytes, more than the %d allowed: shorten it, or raise bindery.packager.workflows.%s."
              .formatted(
                  uri,
                  head.contentLength(),
                  maxBytes,
                  type == WorkflowConfig.class ? "max-config" : "max-schema"));
    }
    return s3.getObject(
            request ->
                request
                    .bucket(read.bucket())
                    .key(read.key())
                    .versionId(head.versionId())
                    .ifMatch(head.eTag()),
            AsyncResponseTransformer.toBytes())
        .handle(
            (body, failure) -> {
              if (failure == null) {
                return body.asByteArrayUnsafe();
              }
              throw Failures.isConditionFailed(failure) || Failures.isMissing(failure)
                  ? PackagingException.changed(uri + " was changed while it was read.", failure)
                  : Failures.of("Reading " + uri, failure);
            })
        .thenApplyAsync(
            bytes -> {
              T value = make.apply(bytes);
              synchronized (kept) {
                kept.put(version, value);
              }
              return new Located<>(read, value);
            },
            blocking);
  }
}
