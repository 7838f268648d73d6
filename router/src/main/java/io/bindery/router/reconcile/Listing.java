package io.bindery.router.reconcile;

import akka.NotUsed;
import akka.japi.Pair;
import akka.stream.javadsl.Source;
import io.bindery.platform.aws.Trouble;
import io.bindery.platform.failure.Causes;
import io.bindery.platform.look.Refusals;
import io.bindery.platform.s3.ListingException;
import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.VersionsPage;
import io.bindery.quilt.json.CodePointOrder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Stream;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/**
 * Lists the newest versions of the objects of a bucket, page by page, as fast as they are taken.
 */
final class Listing {
  /**
   * A page.
   *
   * @param entries how many S3 listed, with old versions and delete markers
   * @param next where the listing goes on behind it
   */
  record Page(List<Listed> objects, int entries, ListingPosition next) {}

  private final Listings listings;

  Listing(S3AsyncClient s3) {
    this.listings = new Listings(s3);
  }

  /**
   * Fails with a {@link HopelessException} where trying again is of no use, and with a {@link
   * WithheldException} where AWS refuses it for now.
   */
  Source<Page, NotUsed> pages(String bucket, String prefix, ListingPosition from) {
    Supplier<CompletionStage<VersionsPage>> first =
        () ->
            listings.versions(
                request ->
                    request
                        .bucket(bucket)
                        .prefix(prefix)
                        .keyMarker(from.key().orElse(null))
                        .versionIdMarker(from.version().orElse(null)));
    return Source.unfoldAsync(
        new At(Optional.of(first), from),
        at ->
            at.next().isEmpty()
                ? CompletableFuture.completedFuture(Optional.<Pair<At, Page>>empty())
                : page(bucket, at.next().get(), at.cursor()));
  }

  /**
   * Where a listing is.
   *
   * @param next asks for the page that comes now; absent at the end
   */
  private record At(
      Optional<Supplier<CompletionStage<VersionsPage>>> next, ListingPosition cursor) {}

  private static CompletionStage<Optional<Pair<At, Page>>> page(
      String bucket, Supplier<CompletionStage<VersionsPage>> ask, ListingPosition before) {
    return ask.get()
        .handle(
            (page, failure) -> {
              if (failure != null) {
                throw told(bucket, failure);
              }
              var next =
                  page.isLast()
                      ? end(page, before)
                      : new ListingPosition(
                          Optional.of(page.nextKey()), Optional.ofNullable(page.nextVersion()));
              return Optional.of(
                  Pair.create(
                      new At(page.isLast() ? Optional.empty() : Optional.of(page::next), next),
                      new Page(
                          objects(page),
                          page.versions().size() + page.deleteMarkers().size(),
                          next)));
            });
  }

  private static List<Listed> objects(VersionsPage page) {
    return page.versions().stream()
        .filter(version -> Boolean.TRUE.equals(version.isLatest()))
        .map(Listing::listed)
        .toList();
  }

  /** Behind the last key, so that nothing is listed again should it stop just here. */
  private static ListingPosition end(VersionsPage page, ListingPosition before) {
    return Stream.concat(
            page.versions().stream().map(ObjectVersion::key),
            page.deleteMarkers().stream().map(DeleteMarkerEntry::key))
        .max(CodePointOrder.INSTANCE)
        .map(key -> new ListingPosition(Optional.of(key), Optional.empty()))
        .orElse(before);
  }

  private static Listed listed(ObjectVersion version) {
    return new Listed(
        version.key(),
        // Every object without a version has this one.
        Optional.ofNullable(version.versionId()).filter(id -> !id.equals("null") && !id.isEmpty()),
        version.size(),
        Optional.ofNullable(version.eTag()).map(etag -> etag.replace("\"", "")),
        version.lastModified());
  }

  private static RuntimeException told(String bucket, Throwable failure) {
    var cause = Causes.of(failure);
    if (cause instanceof ListingException) {
      return new HopelessException(
          "Bucket %s cannot be listed: %s. See what answers for S3 there."
              .formatted(bucket, cause.getMessage()));
    }
    var trouble = Trouble.of(cause);
    if (trouble.equals(Optional.of(Trouble.MISSING))) {
      return new HopelessException("Bucket %s does not exist.".formatted(bucket));
    }
    return trouble
        .flatMap(Trouble::waitingFor)
        .<RuntimeException>map(
            what ->
                new WithheldException(
                    "Bucket %s may not be listed; waiting for %s (s3:ListBucketVersions): %s"
                        .formatted(bucket, what, Refusals.words(cause)),
                    cause))
        .orElseGet(() -> new CompletionException(cause));
  }
}
