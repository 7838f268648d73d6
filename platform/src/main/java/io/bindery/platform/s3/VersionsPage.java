package io.bindery.platform.s3;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** One page of the versions and delete markers of a bucket, in order with the pages before it. */
public final class VersionsPage {
  private final S3AsyncClient s3;
  private final ListObjectVersionsRequest request;
  private final ListObjectVersionsResponse answer;
  private final Advance end;
  private final int emptyPages;

  private VersionsPage(
      S3AsyncClient s3,
      ListObjectVersionsRequest request,
      ListObjectVersionsResponse answer,
      Advance before,
      int emptyPages) {
    this.s3 = s3;
    this.request = request;
    this.answer = answer;
    Entries.check(request, answer);
    var versions = before.copy();
    for (var version : answer.versions()) {
      versions.to(version.key(), version.versionId());
    }
    var markers = before.copy();
    for (var marker : answer.deleteMarkers()) {
      markers.to(marker.key(), marker.versionId());
    }
    var folders = before.copy();
    for (var folder : answer.commonPrefixes()) {
      folders.to(folder.prefix(), null);
    }
    this.end = Advance.furthest(folders, Advance.furthest(versions, markers));
    boolean empty = versions.stoodStill() && markers.stoodStill() && folders.stoodStill();
    this.emptyPages = Entries.emptyPages(request.bucket(), request.prefix(), empty, emptyPages);
    if (answer.isTruncated()) {
      end.mustReach(
          answer.nextKeyMarker(),
          answer.nextVersionIdMarker(),
          request.keyMarker(),
          request.versionIdMarker());
    }
  }

  static CompletionStage<VersionsPage> first(S3AsyncClient s3, ListObjectVersionsRequest asked) {
    var request = asked.toBuilder().encodingType(EncodingType.URL).build();
    var before =
        Advance.behind(
            Entries.listing(request.bucket(), request.prefix()),
            request.keyMarker(),
            request.versionIdMarker());
    return page(s3, request, before, 0);
  }

  private static CompletionStage<VersionsPage> page(
      S3AsyncClient s3, ListObjectVersionsRequest request, Advance before, int emptyPages) {
    return s3.listObjectVersions(request)
        .thenApply(answer -> new VersionsPage(s3, request, answer, before, emptyPages));
  }

  public List<ObjectVersion> versions() {
    return answer.versions();
  }

  public List<DeleteMarkerEntry> deleteMarkers() {
    return answer.deleteMarkers();
  }

  /** Subfolders, if the request has a delimiter. */
  public List<CommonPrefix> commonPrefixes() {
    return answer.commonPrefixes();
  }

  /** Whether nothing comes behind it. */
  public boolean isLast() {
    return !answer.isTruncated();
  }

  /** The key that the next page begins behind; not to be asked of the last one. */
  public String nextKey() {
    return answer.nextKeyMarker();
  }

  /** The version of that key that the next page begins behind; null if all of them are. */
  public String nextVersion() {
    return answer.nextVersionIdMarker();
  }

  /** The next page; not to be asked for behind the last. */
  public CompletionStage<VersionsPage> next() {
    if (isLast()) {
      return CompletableFuture.failedFuture(new IllegalStateException("this is the last page"));
    }
    var next = request.toBuilder().keyMarker(nextKey()).versionIdMarker(nextVersion()).build();
    return page(s3, next, end, emptyPages);
  }
}
