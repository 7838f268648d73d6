package io.bindery.platform.s3;

import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;

/**
 * The one place where pages of listings are asked for. A page that is no page of this listing fails
 * with a {@link BrokenAnswerException}, and a listing that does not get on with a {@link
 * ListingException}; so the last page is the last because S3 says so.
 */
public final class Listings {
  private final S3AsyncClient s3;

  public Listings(S3AsyncClient s3) {
    this.s3 = s3;
  }

  /**
   * The first page of versions and delete markers behind the markers of the request. It is asked
   * for with keys as URLs encode them: XML cannot hold every character that a key can.
   *
   * @param request says bucket and prefix at least
   */
  public CompletionStage<VersionsPage> versions(
      Consumer<ListObjectVersionsRequest.Builder> request) {
    var built = ListObjectVersionsRequest.builder().applyMutation(request).build();
    return VersionsPage.first(s3, built);
  }

  /**
   * The first page of objects, likewise.
   *
   * @param request says bucket and prefix at least
   */
  public CompletionStage<ObjectsPage> objects(Consumer<ListObjectsV2Request.Builder> request) {
    var built = ListObjectsV2Request.builder().applyMutation(request).build();
    return ObjectsPage.first(s3, built);
  }
}
