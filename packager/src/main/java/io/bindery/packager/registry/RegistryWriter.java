package io.bindery.packager.registry;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.failure.PackagingException;
import io.bindery.packager.manifest.TopHash;
import io.bindery.protocol.name.PackageName;
import io.bindery.protocol.s3.S3Uri;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;

/**
 * Writes a revision in the order that keeps readers safe: the manifest, then the pointer with its
 * time, then {@code latest}. Each step can be done again after a crash without a second effect.
 */
public final class RegistryWriter {
  /** How many seconds that are taken are passed over before the push gives up. */
  private static final int MAX_TAKEN_SECONDS = 120;

  private final S3AsyncClient s3;
  private final RegistryReader reader;
  private final ManifestUpload upload;

  public RegistryWriter(S3AsyncClient s3) {
    this.s3 = s3;
    this.reader = new RegistryReader(s3);
    this.upload = new ManifestUpload(s3);
  }

  /**
   * Pushes a revision.
   *
   * @param manifest the file
   * @param second of the pointer; if it is another revision's, the next free one is taken. A
   *     pointer there that already leads to this revision is this push, done before
   * @return where the pointer is; fails with a {@link PackagingException}
   */
  public CompletionStage<S3Uri> push(
      String bucket, PackageName name, Path manifest, TopHash topHash, long second) {
    return upload
        .put(manifest, S3Uri.of(bucket, RegistryLayout.manifest(topHash)))
        .thenCompose(done -> point(bucket, name, topHash, second, 0))
        .thenCompose(
            pointer ->
                putLatest(S3Uri.of(bucket, RegistryLayout.latest(name)), topHash)
                    .thenApply(done -> pointer));
  }

  private CompletionStage<S3Uri> point(
      String bucket, PackageName name, TopHash topHash, long second, int taken) {
    var uri = S3Uri.of(bucket, RegistryLayout.pointer(name, second));
    return s3.putObject(
            request -> request.bucket(uri.bucket()).key(uri.key()).ifNoneMatch("*"), body(topHash))
        .thenApply(written -> uri)
        .handle(
            (written, failure) -> {
              if (failure == null) {
                return CompletableFuture.completedStage(written);
              }
              if (!Failures.isConditionFailed(failure)) {
                throw Failures.of("Writing pointer " + uri, failure);
              }
              return reader
                  .pointer(bucket, uri.key())
                  .thenCompose(
                      found -> {
                        if (found.filter(topHash::equals).isPresent()) {
                          return CompletableFuture.completedStage(uri);
                        }
                        if (taken == MAX_TAKEN_SECONDS) {
                          throw PackagingException.passing(
                              "No free second for a pointer up to %s.".formatted(uri));
                        }
                        return point(bucket, name, topHash, second + 1, taken + 1);
                      });
            })
        .thenCompose(outcome -> outcome);
  }

  private CompletionStage<Void> putLatest(S3Uri uri, TopHash topHash) {
    return s3.putObject(request -> request.bucket(uri.bucket()).key(uri.key()), body(topHash))
        .handle(
            (written, failure) -> {
              if (failure != null) {
                throw Failures.of("Writing pointer " + uri, failure);
              }
              return null;
            });
  }

  /** 64 bytes, no line feed: readers of {@code latest} do not strip. */
  private static AsyncRequestBody body(TopHash topHash) {
    return AsyncRequestBody.fromBytes(topHash.value().getBytes(StandardCharsets.US_ASCII));
  }
}
