package io.bindery.router.reconcile;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import io.bindery.protocol.json.CodePointOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Lists the newest versions of the objects of a bucket, page by page, as fast as they are taken.
 */
final class Listing {
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /**
   * A page.
   *
   * @param entries how many S3 listed, with old versions and delete markers
   * @param next where the listing goes on behind it
   */
  record Page(List<Listed> objects, int entries, Cursor next) {}

  private final S3AsyncClient s3;

  Listing(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /** Fails with a {@link HopelessException} where trying again is of no use. */
  Source<Page, NotUsed> pages(String bucket, String prefix, Cursor from) {
    return Source.unfoldAsync(Optional.of(from), cursor -> page(bucket, prefix, cursor));
  }

  private CompletionStage<Optional<Pair<Optional<Cursor>, Page>>> page(
      String bucket, String prefix, Optional<Cursor> cursor) {
    return cursor.isEmpty()
        ? CompletableFuture.completedFuture(Optional.empty())
        : s3.listObjectVersions(
                request ->
                    request
                        .bucket(bucket)
                        .prefix(prefix)
                        // XML cannot hold every character that a key can.
                        .encodingType(EncodingType.URL)
                        .keyMarker(cursor.get().key().orElse(null))
                        .versionIdMarker(cursor.get().version().orElse(null)))
            .handle(
                (page, failure) -> {
                  if (failure != null) {
                    throw told(bucket, failure);
                  }
                  boolean more = Boolean.TRUE.equals(page.isTruncated());
                  var next =
                      more
                          ? new Cursor(
                              Optional.ofNullable(page.nextKeyMarker()),
                              Optional.ofNullable(page.nextVersionIdMarker()))
                          : end(page, cursor.get());
                  return Optional.of(
                      Pair.create(
                          more ? Optional.of(next) : Optional.empty(),
                          new Page(
                              objects(page),
                              page.versions().size() + page.deleteMarkers().size(),
                              next)));
                });
  }

  private static List<Listed> objects(ListObjectVersionsResponse page) {
    return page.versions().stream()
        .filter(version -> Boolean.TRUE.equals(version.isLatest()))
        .map(Listing::listed)
        .toList();
  }

  /** Behind the last key, so that nothing is listed again should it stop just here. */
  private static Cursor end(ListObjectVersionsResponse page, Cursor before) {
    return Stream.concat(
            page.versions().stream().map(ObjectVersion::key),
            page.deleteMarkers().stream().map(DeleteMarkerEntry::key))
        .max(CodePointOrder.INSTANCE)
        .map(key -> new Cursor(Optional.of(key), Optional.empty()))
        .orElse(before);
  }

  private static Listed listed(ObjectVersion version) {
    return new Listed(
        version.key(),
        // Every object without a version has this one.
        Optional.ofNullable(version.versionId()).filter(id -> !id.equals("null") && !id.isEmpty()),
        version.size() == null ? 0 : version.size(),
        Optional.ofNullable(version.eTag()).map(etag -> etag.replace("\"", "")),
        version.lastModified());
  }

  private static RuntimeException told(String bucket, Throwable failure) {
    var cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof S3Exception s3 && s3.statusCode() == NOT_FOUND) {
      return new HopelessException("Bucket %s does not exist.".formatted(bucket));
    }
    if (cause instanceof S3Exception s3 && s3.statusCode() == FORBIDDEN) {
      return new HopelessException(
          "Bucket %s may not be listed: grant s3:ListBucketVersions on it to the role of the service."
              .formatted(bucket));
    }
    return new CompletionException(cause);
  }
}
