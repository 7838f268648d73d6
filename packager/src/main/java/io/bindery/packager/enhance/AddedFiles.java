package io.bindery.packager.enhance;

import io.bindery.packager.failure.Failures;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.checksum.Sha256;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Keeps added files in the registry's bucket, below {@code .bindery/}, which the router never
 * counts and no package contains. Their keys hold the hash of their content: nothing that a
 * revision points to is ever overwritten, and the same file is written once.
 */
public final class AddedFiles {
  static final String FOLDER = ".bindery/packages/";

  private final S3AsyncClient s3;

  public AddedFiles(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /**
   * Writes a file if it is not there.
   *
   * @return its entry for the manifest; fails with a {@link
   *     io.bindery.packager.failure.PackagingException}
   */
  public CompletionStage<ManifestEntry> put(String registry, PackageName name, AddedFile file) {
    var bytes = file.text().getBytes(StandardCharsets.UTF_8);
    var uri = S3Uri.of(registry, FOLDER + name + "/" + sha256(bytes) + "/" + file.name());
    return put(uri, file, bytes, request -> request.ifNoneMatch("*"))
        .thenCompose(
            written -> written.isPresent() ? done(written.get()) : existing(uri, file, bytes))
        .thenApply(at -> entry(file, at, bytes));
  }

  private static CompletionStage<S3Uri> done(S3Uri uri) {
    return CompletableFuture.completedFuture(uri);
  }

  private static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(Sha256.create().digest(bytes));
  }

  /** Nothing if there is such an object and the condition forbids to replace it. */
  private CompletionStage<Optional<S3Uri>> put(
      S3Uri uri, AddedFile file, byte[] bytes, Consumer<PutObjectRequest.Builder> condition) {
    var request =
        PutObjectRequest.builder()
            .bucket(uri.bucket())
            .key(uri.key())
            .contentType(file.contentType());
    condition.accept(request);
    return s3.putObject(request.build(), AsyncRequestBody.fromBytes(bytes))
        .handle(
            (written, failure) -> {
              if (Failures.isConditionFailed(failure)) {
                return Optional.empty();
              }
              if (failure != null) {
                throw Failures.of("Writing " + uri, failure);
              }
              return Optional.of(
                  new S3Uri(uri.bucket(), uri.key(), Optional.ofNullable(written.versionId())));
            });
  }

  /** What is there may have been replaced by somebody: then it is written once more. */
  private CompletionStage<S3Uri> existing(S3Uri uri, AddedFile file, byte[] bytes) {
    return s3.getObject(
            request -> request.bucket(uri.bucket()).key(uri.key()),
            AsyncResponseTransformer.toBytes())
        .handle(
            (found, failure) -> {
              if (failure != null && !Failures.isMissing(failure)) {
                throw Failures.of("Reading " + uri, failure);
              }
              return Optional.ofNullable(found)
                  .filter(it -> Arrays.equals(it.asByteArrayUnsafe(), bytes))
                  .map(
                      it ->
                          new S3Uri(
                              uri.bucket(),
                              uri.key(),
                              Optional.ofNullable(it.response().versionId())));
            })
        .thenCompose(
            same ->
                same.isPresent()
                    ? done(same.get())
                    : put(uri, file, bytes, request -> {}).thenApply(Optional::orElseThrow));
  }

  private static ManifestEntry entry(AddedFile file, S3Uri at, byte[] bytes) {
    var hasher = ContentHasher.create(ChecksumType.SHA256_CHUNKED, bytes.length);
    hasher.update(bytes, 0, bytes.length);
    return new ManifestEntry(new LogicalKey(file.name()), at, bytes.length, hasher.finish());
  }
}
