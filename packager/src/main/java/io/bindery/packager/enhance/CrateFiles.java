package io.bindery.packager.enhance;

import io.bindery.packager.failure.Failures;
import io.bindery.quilt.checksum.ChecksumType;
import io.bindery.quilt.checksum.ContentHasher;
import io.bindery.quilt.checksum.ObjectHash;
import io.bindery.quilt.crate.CrateOrigin;
import io.bindery.quilt.crate.CrateWriter.Written;
import io.bindery.quilt.manifest.ManifestEntry;
import io.bindery.quilt.name.LogicalKey;
import io.bindery.quilt.name.PackageName;
import io.bindery.quilt.s3.S3Uri;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * Keeps the RO-Crates of packages in the registry's bucket, beside the other added files. The key
 * holds the hash of what a crate says of the package's content, not of where that came from: a
 * folder that is uploaded once more, with the same content, gets the crate that it had, and so no
 * new revision. The first one stays, and tells of the batch that first brought the content.
 *
 * <p>The objects are not called {@code ro-crate-metadata.json}: whoever packages each crate that is
 * written anywhere would package them.
 */
public final class CrateFiles {
  /** The name of the crate in its package. */
  public static final String NAME = AddedNames.CRATE;

  /** As S3 is told it. */
  public static final String CONTENT_TYPE = "application/ld+json";

  private static final String OBJECT = "ro-crate.json";
  private static final int BUFFER = 64 << 10;

  private final S3AsyncClient s3;
  private final Executor blocking;

  public CrateFiles(S3AsyncClient s3, Executor blocking) {
    this.s3 = s3;
    this.blocking = blocking;
  }

  /** The length and hash of a file. */
  private record Content(long size, ObjectHash hash) {}

  /**
   * Writes a crate unless one of the same content is there.
   *
   * @param crate the file with it
   * @return its entry for the manifest; fails with a {@link
   *     io.bindery.packager.failure.PackagingException}
   */
  public CompletionStage<ManifestEntry> put(
      String registry, PackageName name, Path crate, Written written) {
    var uri = S3Uri.of(registry, AddedFiles.FOLDER + name + "/" + written.content() + "/" + OBJECT);
    return put(uri, crate, request -> request.ifNoneMatch("*"))
        .thenCompose(
            done ->
                done.isPresent()
                    ? CompletableFuture.completedFuture(done)
                    : existing(uri, crate, written))
        .thenCompose(
            found ->
                found.isPresent()
                    ? CompletableFuture.completedFuture(found.get())
                    : put(uri, crate, request -> {}).thenApply(Optional::orElseThrow));
  }

  /** Nothing if there is such an object and the condition forbids to replace it. */
  private CompletionStage<Optional<ManifestEntry>> put(
      S3Uri uri, Path crate, Consumer<PutObjectRequest.Builder> condition) {
    var request =
        PutObjectRequest.builder().bucket(uri.bucket()).key(uri.key()).contentType(CONTENT_TYPE);
    condition.accept(request);
    return s3.putObject(request.build(), AsyncRequestBody.fromFile(crate))
        .handleAsync(
            (done, failure) -> {
              if (Failures.isConditionFailed(failure)) {
                return Optional.empty();
              }
              if (failure != null) {
                throw Failures.of("Writing " + uri, failure);
              }
              return Optional.of(entry(at(uri, done.versionId()), content(crate)));
            },
            blocking);
  }

  /** What is there, if it is a crate of this content; somebody may have replaced it. */
  private CompletionStage<Optional<ManifestEntry>> existing(
      S3Uri uri, Path crate, Written written) {
    return s3.getObject(
            request -> request.bucket(uri.bucket()).key(uri.key()),
            AsyncResponseTransformer.<GetObjectResponse>toBlockingInputStream())
        .handleAsync(
            (found, failure) -> {
              if (failure == null) {
                return same(found, crate, written)
                    .map(content -> entry(at(uri, found.response().versionId()), content));
              }
              if (Failures.isMissing(failure)) {
                return Optional.empty();
              }
              throw Failures.of("Reading " + uri, failure);
            },
            blocking);
  }

  private static S3Uri at(S3Uri uri, String version) {
    return new S3Uri(uri.bucket(), uri.key(), Optional.ofNullable(version));
  }

  private static ManifestEntry entry(S3Uri at, Content content) {
    return new ManifestEntry(new LogicalKey(NAME), at, content.size(), content.hash());
  }

  private static Content content(Path file) {
    try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      var hasher = hasher(Files.size(file));
      var buffer = new byte[BUFFER];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        hasher.update(buffer, 0, read);
      }
      return new Content(Files.size(file), hasher.finish());
    } catch (IOException e) {
      throw Failures.of("Reading the RO-Crate that was made", e);
    }
  }

  private static ContentHasher hasher(long size) {
    return ContentHasher.create(ChecksumType.SHA256_CHUNKED, size);
  }

  /** A head of the same form, and all else byte for byte. */
  private static Optional<Content> same(
      ResponseInputStream<GetObjectResponse> found, Path crate, Written written) {
    try (found;
        var own = new BufferedInputStream(Files.newInputStream(crate), BUFFER)) {
      long size = found.response().contentLength();
      long body = Files.size(crate) - written.headBytes();
      long head = size - body;
      if (head <= 0 || head > CrateOrigin.MAX_HEAD_BYTES) {
        found.abort();
        return Optional.empty();
      }
      var hasher = hasher(size);
      var origin = found.readNBytes((int) head);
      hasher.update(origin, 0, origin.length);
      own.skipNBytes(written.headBytes());
      if (CrateOrigin.read(origin).isEmpty() || !follows(found, own, hasher)) {
        found.abort();
        return Optional.empty();
      }
      return Optional.of(new Content(size, hasher.finish()));
    } catch (IOException e) {
      throw Failures.of("Comparing the RO-Crate with the one that is there", e);
    }
  }

  private static boolean follows(InputStream found, InputStream own, ContentHasher hasher)
      throws IOException {
    while (true) {
      var expected = own.readNBytes(BUFFER);
      var actual = found.readNBytes(BUFFER);
      if (!Arrays.equals(expected, actual)) {
        return false;
      }
      if (expected.length == 0) {
        return true;
      }
      hasher.update(actual, 0, actual.length);
    }
  }
}
