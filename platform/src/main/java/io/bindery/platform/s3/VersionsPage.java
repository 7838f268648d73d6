package io.bindery.platform.s3;

import java.util.List;
import java.util.concurrent.CompletionStage;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.DeleteMarkerEntry;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectVersionsResponse;
import software.amazon.awssdk.services.s3.model.ObjectVersion;

/** One page of the versions and delete markers of a bucket, in order with the pages before it. */
public final class VersionsPage extends ListedPage<VersionsPage> {
  private final S3AsyncClient s3;
  private final ListObjectVersionsRequest request;
  private final ListObjectVersionsResponse answer;

  private VersionsPage(
      S3AsyncClient s3,
      ListObjectVersionsRequest request,
      ListObjectVersionsResponse answer,
      Before before) {
    super(
        request.bucket(),
        request.prefix(),
        answer.isTruncated(),
        before,
        before.reached().through(answer.commonPrefixes(), CommonPrefix::prefix),
        before.reached().through(answer.versions(), ObjectVersion::key, ObjectVersion::versionId),
        before
            .reached()
            .through(answer.deleteMarkers(), DeleteMarkerEntry::key, DeleteMarkerEntry::versionId));
    this.s3 = s3;
    this.request = request;
    this.answer = answer;
    if (!isLast()) {
      reached()
          .mustReach(
              answer.nextKeyMarker(),
              answer.nextVersionIdMarker(),
              request.keyMarker(),
              request.versionIdMarker());
    }
  }

  static CompletionStage<VersionsPage> first(S3AsyncClient s3, ListObjectVersionsRequest asked) {
    var request = asked.toBuilder().encodingType(EncodingType.URL).build();
    return page(
        s3,
        request,
        Before.first(
            request.bucket(), request.prefix(), request.keyMarker(), request.versionIdMarker()));
  }

  private static CompletionStage<VersionsPage> page(
      S3AsyncClient s3, ListObjectVersionsRequest request, Before before) {
    return s3.listObjectVersions(request)
        .thenApply(
            answer -> {
              Entries.check(request, answer);
              return new VersionsPage(s3, request, answer, before);
            });
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

  /** The key that the next page begins behind; not to be asked of the last one. */
  public String nextKey() {
    return answer.nextKeyMarker();
  }

  /** The version of that key that the next page begins behind; null if all of them are. */
  public String nextVersion() {
    return answer.nextVersionIdMarker();
  }

  @Override
  CompletionStage<VersionsPage> next(Before behind) {
    var next = request.toBuilder().keyMarker(nextKey()).versionIdMarker(nextVersion()).build();
    return page(s3, next, behind);
  }
}
