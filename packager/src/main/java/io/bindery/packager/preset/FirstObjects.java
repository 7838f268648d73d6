package io.bindery.packager.preset;

import io.bindery.packager.failure.Failures;
import io.bindery.platform.s3.Listings;
import io.bindery.platform.s3.ObjectsPage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The first objects and subfolders of a listing: S3 may give them in pages of any size.
 *
 * @param complete whether there are no others
 */
record FirstObjects(List<S3Object> objects, List<String> subfolders, boolean complete) {
  /** Pages that are that small are none of S3's. */
  private static final int MAX_PAGES = 100;

  /** How a listing stops at subfolders. */
  static final String BY_FOLDER = "/";

  /**
   * Lists.
   *
   * @param delimiter {@link #BY_FOLDER}, or null: all that is below
   * @param most objects and subfolders together, 1 to 1000
   * @return fails with a {@link io.bindery.packager.failure.PackagingException}
   */
  static CompletionStage<FirstObjects> of(
      Listings listings, String bucket, String prefix, String delimiter, int most) {
    var begun = new FirstObjects(new ArrayList<>(), new ArrayList<>(), false);
    return listings
        .objects(
            request -> request.bucket(bucket).prefix(prefix).delimiter(delimiter).maxKeys(most))
        .thenCompose(page -> begun.through(page, most, MAX_PAGES))
        .exceptionally(
            failure -> {
              throw Failures.of("Listing s3://%s/%s".formatted(bucket, prefix), failure);
            });
  }

  private CompletionStage<FirstObjects> through(ObjectsPage page, int most, int pages) {
    objects.addAll(page.objects());
    page.commonPrefixes().stream().map(CommonPrefix::prefix).forEach(subfolders::add);
    boolean enough = objects.size() + subfolders.size() >= most || pages == 1;
    return page.isLast() || enough
        ? CompletableFuture.completedFuture(
            new FirstObjects(List.copyOf(objects), List.copyOf(subfolders), page.isLast()))
        : page.next().thenCompose(next -> through(next, most, pages - 1));
  }
}
