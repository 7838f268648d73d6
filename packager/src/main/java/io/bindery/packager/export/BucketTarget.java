package io.bindery.packager.export;

import io.bindery.packager.failure.Failures;
import io.bindery.packager.registry.ManifestUpload;
import io.bindery.platform.s3.Listings;
import io.bindery.quilt.s3.S3Uri;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A folder of a bucket. The state is written on condition that it is as it was read. */
final class BucketTarget implements ExportTarget {
  private final S3AsyncClient s3;
  private final Listings listings;
  private final S3Uri folder;

  /**
   * @param folder whose key is empty or ends in a slash
   */
  BucketTarget(S3AsyncClient s3, S3Uri folder) {
    this.s3 = s3;
    this.listings = new Listings(s3);
    this.folder = folder;
  }

  private S3Uri at(String name) {
    return S3Uri.of(folder.bucket(), folder.key() + name);
  }

  @Override
  public List<String> files(String table) {
    var prefix = at(table + "/");
    var found = new ArrayList<String>();
    try {
      var page = join(listings.objects(it -> it.bucket(prefix.bucket()).prefix(prefix.key())));
      while (true) {
        page.objects().stream()
            .map(S3Object::key)
            .map(key -> key.substring(folder.key().length()))
            .forEach(found::add);
        if (page.isLast()) {
          return found;
        }
        page = join(page.next());
      }
    } catch (RuntimeException e) {
      throw Failures.of("Listing " + prefix, e);
    }
  }

  @Override
  public void put(Path file, String name) {
    try {
      var unused = join(new ManifestUpload(s3).put(file, at(name)));
    } catch (RuntimeException e) {
      throw Failures.of("Writing " + at(name), e);
    }
  }

  @Override
  public void delete(String name) {
    var uri = at(name);
    try {
      var unused = s3.deleteObject(it -> it.bucket(uri.bucket()).key(uri.key())).join();
    } catch (RuntimeException e) {
      throw Failures.of("Deleting " + uri, e);
    }
  }

  @Override
  public Optional<Kept> state() {
    var uri = at(STATE);
    try {
      var found =
          s3.getObject(
                  it -> it.bucket(uri.bucket()).key(uri.key()), AsyncResponseTransformer.toBytes())
              .join();
      return Optional.of(
          new Kept(
              SdkBytes.fromByteArrayUnsafe(found.asByteArrayUnsafe()), found.response().eTag()));
    } catch (RuntimeException e) {
      if (Failures.isMissing(e)) {
        return Optional.empty();
      }
      throw Failures.of("Reading " + uri, e);
    }
  }

  @Override
  public Optional<String> keep(byte[] bytes, Optional<String> seen) {
    var uri = at(STATE);
    var request = PutObjectRequest.builder().bucket(uri.bucket()).key(uri.key());
    seen.ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
    try {
      return Optional.of(
          s3.putObject(request.build(), AsyncRequestBody.fromBytes(bytes)).join().eTag());
    } catch (RuntimeException e) {
      // S3 answers that there is no such object if it was deleted meanwhile.
      if (Failures.isConditionFailed(e) || (seen.isPresent() && Failures.isMissing(e))) {
        // An answer that was lost makes the client write once more.
        return state()
            .filter(it -> Arrays.equals(it.bytes().asByteArrayUnsafe(), bytes))
            .map(Kept::version);
      }
      throw Failures.of("Writing " + uri, e);
    }
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  @Override
  public void close() {
    // The client is whoever's who gave it.
  }

  @Override
  public String toString() {
    return folder.toString();
  }
}
