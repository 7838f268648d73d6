package io.bindery.platform.s3;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One page of the objects of a bucket, in order with the pages before it. */
public final class ObjectsPage {
  private final S3AsyncClient s3;
  private final ListObjectsV2Request request;
  private final ListObjectsV2Response answer;
  private final Advance end;
  private final int emptyPages;

  private ObjectsPage(
      S3AsyncClient s3,
      ListObjectsV2Request request,
      ListObjectsV2Response answer,
      Advance before,
      int emptyPages) {
    this.s3 = s3;
    this.request = request;
    this.answer = answer;
    Entries.check(request, answer);
    var objects = before.copy();
    for (var object : answer.contents()) {
      objects.to(object.key(), null);
    }
    var folders = before.copy();
    for (var folder : answer.commonPrefixes()) {
      folders.to(folder.prefix(), null);
    }
    this.end = Advance.furthest(objects, folders);
    boolean empty = objects.stoodStill() && folders.stoodStill();
    this.emptyPages = Entries.emptyPages(request.bucket(), request.prefix(), empty, emptyPages);
    if (answer.isTruncated()) {
      // What the token means is S3's; only that it is another can be told.
      Advance.behind(Entries.listing(request.bucket(), request.prefix()), null, null)
          .mustReach(answer.nextContinuationToken(), null, request.continuationToken(), null);
    }
  }

  static CompletionStage<ObjectsPage> first(S3AsyncClient s3, ListObjectsV2Request request) {
    var before =
        Advance.behind(
            Entries.listing(request.bucket(), request.prefix()), request.startAfter(), null);
    return page(s3, request, before, 0);
  }

  private static CompletionStage<ObjectsPage> page(
      S3AsyncClient s3, ListObjectsV2Request request, Advance before, int emptyPages) {
    return s3.listObjectsV2(request)
        .thenApply(answer -> new ObjectsPage(s3, request, answer, before, emptyPages));
  }

  public List<S3Object> objects() {
    return answer.contents();
  }

  /** Subfolders, if the request has a delimiter. */
  public List<CommonPrefix> commonPrefixes() {
    return answer.commonPrefixes();
  }

  /** Whether nothing comes behind it. */
  public boolean isLast() {
    return !answer.isTruncated();
  }

  /** The next page; not to be asked for behind the last. */
  public CompletionStage<ObjectsPage> next() {
    if (isLast()) {
      return CompletableFuture.failedFuture(new IllegalStateException("this is the last page"));
    }
    var next = request.toBuilder().continuationToken(answer.nextContinuationToken()).build();
    return page(s3, next, end, emptyPages);
  }
}
